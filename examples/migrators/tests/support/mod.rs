//! What each way of making the schema must come to.

use pgconform::testing::{SqlState, TestDb};

pub async fn keeps_its_promises(db: &TestDb) {
    db.accepts("INSERT INTO visits (pages) VALUES (1)").await;
    db.rejects(
        "INSERT INTO visits (pages) VALUES (0)",
        SqlState::CHECK_VIOLATION,
        "visits_pages_positive",
    )
    .await;
}
