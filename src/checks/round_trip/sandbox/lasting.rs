//! Settings that outlast the session that makes them: later sessions have them, the one that made them lacks them.
//!
//! Most tools open a session for each command, so that the next migration sees what `ALTER DATABASE ... SET` and
//! `ALTER ROLE ... SET` have said. The proof has one session for all its movements, and opens another one only then.

use std::collections::BTreeSet;

use crate::migrations::{Migration, Migrations, Script, Version};

/// What such a statement begins with, in a file or in a text that a file has executed.
const STATEMENTS: [&str; 4] = ["alter database", "alter role", "alter user", "alter system"];

/// The migrations that may set something for later sessions, up or down.
pub(in crate::checks::round_trip) fn set_by(migrations: &Migrations) -> BTreeSet<Version> {
    let all = migrations.all().iter();
    all.filter(|it| is_set_by(it))
        .map(|it| it.version)
        .collect()
}

fn is_set_by(migration: &Migration) -> bool {
    let is_set_in = |script: &Script| script.mentions(&STATEMENTS);
    is_set_in(&migration.up) || migration.down.as_ref().is_some_and(is_set_in)
}
