//! What a test begins with.

use pgconform::testing::TestDb;

use super::row::USER;

/// A database with one user, to whom sessions and tasks can belong.
pub async fn with_a_user() -> TestDb {
    let db = TestDb::head().await;
    db.run(&USER.insert()).await;
    db
}
