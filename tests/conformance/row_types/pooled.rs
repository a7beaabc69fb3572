//! Rows are written without named statements, which a pool would leave to the next client.

use pgconform::model::{NewSession, NewTask, NewUser};
use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use tokio_postgres::SimpleQueryMessage::Row;

use super::moment;

/// Behind a pool the names that a client is about to give may be taken by another client's
/// statements, and the server refuses to take them twice.
async fn take_the_next_statement_names(db: &TestDb) {
    let statement = db.client().prepare("SELECT 1").await.expect("a session");
    // By simple query, which names nothing itself.
    let sql = "SELECT substr(name, 2) FROM pg_prepared_statements";
    let messages = db.client().simple_query(sql).await.expect("a view");
    let number = messages.iter().find_map(|message| match message {
        Row(row) => row.get(0)?.parse::<u64>().ok(),
        _ => None,
    });
    drop(statement);
    let number = number.expect("the driver names its statements s1, s2, s3 and so on");
    let taken = format!(
        "DO $$ BEGIN FOR number IN {number}..{number} + 1000 LOOP \
         EXECUTE 'PREPARE s' || number || ' AS SELECT 1'; END LOOP; END $$"
    );
    // The driver's own one is closed by now: its messages are read in order.
    db.run(&taken).await;
}

#[tokio::test]
async fn rows_are_written_through_a_pool_whose_statement_names_are_taken() {
    let db = TestDb::head().await;
    take_the_next_statement_names(&db).await;
    let error = db.client().query_one("SELECT 1", &[]).await;
    let code = error.expect_err("the name is taken").code().cloned();
    assert_eq!(code, Some(SqlState::DUPLICATE_PSTATEMENT));

    let user = NewUser {
        id: Some("u1".to_owned()),
        email: "ann@example.com".to_owned(),
        name: "Ann".to_owned(),
        ..NewUser::default()
    };
    let user = user.insert(db.client()).await.expect("a user");
    let session = NewSession {
        id: "s1".to_owned(),
        user_id: user.id.clone(),
        expires_at: moment("2004-04-04T04:04:04Z"),
    };
    session.insert(db.client()).await.expect("a session");
    let task = NewTask {
        user_id: user.id,
        title: "Water the plants".to_owned(),
        ..NewTask::default()
    };
    task.insert(db.client()).await.expect("a task");
}
