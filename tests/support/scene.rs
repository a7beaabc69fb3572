//! What a test begins with.

use pgconform::testing::TestDb;

use super::row::USER;

/// A database with one user, to whom sessions and tasks can belong.
pub async fn with_a_user() -> TestDb {
    let db = TestDb::head().await;
    db.run(&USER.insert()).await;
    db
}

/// Inserts tasks one by one and returns their ids, in the order in which they were handed out.
pub async fn new_tasks(db: &TestDb, count: usize) -> Vec<i64> {
    let insert = "INSERT INTO tasks (user_id, title) VALUES ('u1', 'Write') RETURNING id";
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(db.value(insert).await);
    }
    ids
}
