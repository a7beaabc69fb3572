//! The row types hold what their tables hold: every column, every value, nothing else.

mod columns;
mod pooled;
mod sessions;
mod tasks;
mod unreadable;
mod users;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// One row of each table, every column of it given, none of them its default.
const FULL_ROWS: &str = include_str!("row_types/full_rows.sql");

/// Whose sessions and tasks are written.
const ANN: &str = "INSERT INTO users (id, email, name) VALUES ('ann', 'ann@example.com', 'Ann')";

fn moment(rfc3339: &str) -> OffsetDateTime {
    OffsetDateTime::parse(rfc3339, &Rfc3339).expect("the test's own text")
}

/// When the session's transaction began, by the server's clock: what `now()` wrote into its rows.
const NOW: &str = "SELECT now()";
