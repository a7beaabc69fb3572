//! Whether PostgreSQL counts every row that migrations write.
//!
//! It does so for each table, and each session tells its counts when the proof asks it to. What
//! writes in a session that the proof does not know, or has the counting turned off, tells nothing.

use crate::migrations::{Layout, Migrations, Script};

/// Whether what was not counted is certain to be untouched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::checks::round_trip) enum Counted {
    Yes,
    No,
}

/// What opens sessions of its own, which for foreign tables their wrapper does, and what stops or forgets the counts.
const UNCOUNTED: [&str; 4] = [
    "dblink",
    "foreign data wrapper",
    "track_counts",
    "pg_stat_reset",
];

impl Counted {
    pub fn of(migrations: &Migrations) -> Self {
        let is_uncounted = |script: &Script| script.mentions(&UNCOUNTED);
        if migrations.layout() == Layout::BY_COMMAND || migrations.scripts().any(is_uncounted) {
            Self::No
        } else {
            Self::Yes
        }
    }
}
