//! Movements that failed and left nothing, because their one transaction was rolled back.

use crate::migrations::{Direction, Messages, Migration, Script};
use crate::runner::FailedSql;
use crate::sql::statements;

/// Whether a movement that failed so is certain to have left the catalog and the tables as they were.
pub(in crate::checks::round_trip) fn is_undone(
    migration: &Migration,
    direction: Direction,
    failed: &FailedSql,
) -> bool {
    // What ends a session, or a server.
    const OF_THE_SERVER: [&str; 4] = ["08", "57", "58", "XX"];
    let state = failed.sqlstate.as_deref().unwrap_or("XX");
    let is_of_server = OF_THE_SERVER.iter().any(|class| state.starts_with(class));
    let is_one = match direction {
        // What verifies an up runs once that has ended.
        Direction::Up => migration.verify.is_none() && is_one_transaction(&migration.up),
        Direction::Down => migration.down.as_ref().is_some_and(is_one_transaction),
    };
    is_one && !is_of_server
}

/// Whether a script runs in one transaction, and leaves it to its tool.
fn is_one_transaction(script: &Script) -> bool {
    let all = statements(&script.sql);
    // PostgreSQL runs a message of several statements as one transaction, in which none can commit.
    let is_one_message = script.execution.messages == Messages::Whole && all.len() > 1;
    let is_left = !all
        .iter()
        .any(|it| it.begins_transaction() || it.ends_transaction());
    (script.execution.transaction || is_one_message) && is_left
}
