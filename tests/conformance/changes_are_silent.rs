//! A change of rows is silent: it sends no notice to the client that makes it, and no notification to any other.

use std::future::poll_fn;

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use tokio_postgres::{AsyncMessage, NoTls};

use crate::support::row::{SESSION, TASK, USER};
use crate::support::times::{SESSIONS, TASKS, USERS};

/// Every statement that changes rows, on every table.
fn changes() -> String {
    let inserts = [USER, SESSION, TASK].map(|row| row.insert());
    let updates = [USERS, SESSIONS, TASKS].map(|table| {
        let statements = [
            table.update(table.change),
            // A boolean goes back, too.
            table.update(table.change),
            table.update(table.no_change),
            table.upsert(table.change),
            table.upsert(table.no_change),
        ];
        statements.join("; ")
    });
    let (inserts, updates) = (inserts.join("; "), updates.join("; "));
    let deletes = "DELETE FROM tasks; DELETE FROM sessions; DELETE FROM users";
    format!(
        "{inserts}; {updates}; {deletes}; {inserts}; DELETE FROM users; \
         {inserts}; TRUNCATE tasks, sessions, users"
    )
}

/// The messages that a session receives while it runs these statements, apart from their results.
async fn received(db: &TestDb, statements: &str) -> Vec<String> {
    let connected = tokio_postgres::connect(&db.connection_string(), NoTls).await;
    let (client, mut connection) = connected.expect("a session");
    let messages = tokio::spawn(async move {
        let mut messages = Vec::new();
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            match message.expect("the session lasts") {
                AsyncMessage::Notice(notice) => messages.push(notice.to_string()),
                other => messages.push(format!("{other:?}")),
            }
        }
        messages
    });
    let ran = client.batch_execute(statements).await;
    ran.unwrap_or_else(|error| panic!("{statements}\n{error:?}"));
    drop(client);
    messages.await.expect("the connection ends with its client")
}

#[tokio::test]
async fn no_change_sends_a_notice() {
    let db = TestDb::head().await;
    let changes = changes();
    // Nothing less severe is meant for clients.
    let statements =
        format!("SET client_min_messages = log; {changes}; DO $$ BEGIN RAISE LOG 'end'; END $$");
    assert_eq!(received(&db, &statements).await, ["LOG: end"]);
}

/// PostgreSQL refuses to prepare a transaction that notifies others, whatever the channel.
#[tokio::test]
async fn no_change_sends_a_notification() {
    let two_phases = TestDb::builder().parameter("max_prepared_transactions", "1");
    let db = two_phases.start().await;
    db.run("BEGIN; NOTIFY changes").await;
    let prepare = "PREPARE TRANSACTION 'changes'";
    db.rejects(prepare, SqlState::FEATURE_NOT_SUPPORTED, "")
        .await;

    db.run(&format!("BEGIN; {}", changes())).await;
    db.accepts(prepare).await;
    db.run("COMMIT PREPARED 'changes'").await;
}
