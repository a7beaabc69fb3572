//! x
use pgconform::testing::{SqlState, TestDb};

#[tokio::test]
async fn a_user_needs_only_id_email_and_name() {
    let db = TestDb::head().await;
    db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
        .await;
    db.rejects(
        "INSERT INTO users (id, email, name) VALUES ('u2', 'ann@example.com', 'Ann')",
        SqlState::UNIQUE_VIOLATION,
        "users_email_key",
    )
    .await;
}
#[tokio::test]
async fn crash() {
    let mut db = TestDb::head().await;
    db.crash().await;
    db.restart().await;
    db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
        .await;
}
