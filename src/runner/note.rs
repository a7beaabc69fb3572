//! Writes the history of a migration's tool, as that tool would.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::unnoted::Unnoted;
use super::{Error, FailedSql};
use crate::migrations::{Script, TransactionStatus};
use crate::sql::Statement;

/// Whether a transaction is around the migration and its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Transaction,
    Nothing,
}

/// What says of itself that it is the transaction's status, in the words of the driver that checks it.
const STATUS: &str = "unexpected transaction status";

/// What diesel says where it is to end a transaction that is over.
const OUTSIDE: &str = "Cannot perform this operation outside of a transaction";

/// Undoes what a migration left of its session, as far as it decides about names and rights.
const AS_IT_CAME: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL";

const BACK: &str = "ROLLBACK TO SAVEPOINT pgconform_history";

/// Writes what the history says of a script. Where that fails the script's own work stands, so that the proof goes on.
pub(super) async fn note(
    client: &Client,
    script: &Script,
    sql: &str,
    (around, status): (Around, TransactionStatus),
) -> Result<Option<Unnoted>, Error> {
    if sql.is_empty() {
        return Ok(None);
    }
    if around == Around::Nothing && status == TransactionStatus::Checked && leaves_open(script) {
        let words = format!("it leaves a transaction open: {STATUS} in transaction");
        return Err(FailedSql::without_place(script, words).into());
    }
    let Err(error) = client.batch_execute(&undoable(sql, around)).await else {
        return Ok(None);
    };
    let mut failed = Box::new(FailedSql::new(script, &error));
    (failed.place, failed.statement) = (None, None);
    failed.message = format!("at its tool's history, {}", failed.message);
    let around = if error.code() == Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION) {
        // The script has ended it, and the row is written outside of it.
        let written = client.batch_execute(sql).await.is_ok();
        match (written, status) {
            (true, TransactionStatus::Unchecked | TransactionStatus::OneForAll) => return Ok(None),
            (true, TransactionStatus::Checked) => {
                failed.message = format!("it ends its tool's transaction: {STATUS} idle");
                return Ok(Some(Unnoted::SessionChanged(failed)));
            }
            (true, TransactionStatus::CheckedAtEnd) => {
                failed.message = format!("it ends its tool's transaction: {OUTSIDE}");
                return Ok(Some(Unnoted::SessionChanged(failed)));
            }
            (false, _) => Around::Nothing,
        }
    } else {
        around
    };
    let again = undoable(sql, around);
    let again = match around {
        Around::Transaction => format!("{BACK}; {AS_IT_CAME}; {again}"),
        Around::Nothing => {
            // By itself, as a transaction begins with the settings that it finds. It fails where the next one does.
            _ = client.batch_execute(AS_IT_CAME).await;
            again
        }
    };
    let Err(error) = client.batch_execute(&again).await else {
        return Ok(Some(Unnoted::SessionChanged(failed)));
    };
    if around == Around::Transaction {
        let doing =
            Error::database("going on without a row in the history of the migrations' tool");
        client.batch_execute(BACK).await.map_err(doing)?;
    } else if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) {
        // It was in a transaction that the script left open, and takes the script's work with it.
        return Err(Error::Sql {
            failed,
            done: Vec::new(),
        });
    }
    Ok(Some(Unnoted::Refused(failed)))
}

/// Whether the last transaction that it begins is not ended.
fn leaves_open(script: &Script) -> bool {
    let statements = script.statements();
    let of_transactions = |it: &&Statement<'_>| it.begins_transaction() || it.ends_transaction();
    let last = statements.iter().rfind(of_transactions);
    last.is_some_and(Statement::begins_transaction)
}

fn undoable(sql: &str, around: Around) -> String {
    match around {
        Around::Transaction => {
            format!("SAVEPOINT pgconform_history; {sql}; RELEASE SAVEPOINT pgconform_history")
        }
        Around::Nothing => sql.to_owned(),
    }
}
