//! The specification's table `users`.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{ANN, declared};

#[rstest]
#[case("email_verified", "BOOLEAN NOT NULL DEFAULT false")]
#[case("image", "TEXT")]
#[tokio::test]
async fn a_column_is_declared_as_specified(#[case] column: &str, #[case] expected: &str) {
    let db = TestDb::head().await;
    assert_eq!(declared(&db, "users", column).await, expected);
}

#[rstest]
// Without a default: the application makes the id. Where it gives none, ours makes one, for the story.
#[case::id("id", "TEXT NOT NULL DEFAULT (gen_random_uuid())::text")]
// TEXT in the specification. The story's limit holds: longer ones reach no mailbox.
#[case::email("email", "CHARACTER VARYING(255) NOT NULL")]
// TEXT, and it may be missing. The other two documents require it, and show it on screen.
#[case::name("name", "CHARACTER VARYING(255) NOT NULL")]
// TIMESTAMP. Without a zone, two servers read the same row as two moments.
#[case::created_at("created_at", "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()")]
#[case::updated_at("updated_at", "TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()")]
#[tokio::test]
async fn a_column_is_declared_otherwise(#[case] column: &str, #[case] expected: &str) {
    let db = TestDb::head().await;
    assert_eq!(declared(&db, "users", column).await, expected);
}

#[rstest]
#[case::cuid("clh3z2k4v0000qz08f3k1x9m2")]
#[case::uuid("6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
#[case::word("ann")]
#[tokio::test]
async fn an_id_is_whatever_string_the_application_makes(#[case] id: &str) {
    let db = TestDb::head().await;
    db.accepts(&format!(
        "INSERT INTO users (id, email, name) VALUES ('{id}', 'ann@example.com', 'Ann')"
    ))
    .await;
    let stored: String = db.value("SELECT id FROM users").await;
    assert_eq!(stored, id);
}

#[rstest]
#[case::id(
    "INSERT INTO users (id, email, name) VALUES ('cuid_1', 'bob@example.com', 'Bob')",
    "users_pkey"
)]
#[case::email(
    "INSERT INTO users (id, email, name) VALUES ('cuid_2', 'ann@example.com', 'Bob')",
    "idx_users_email"
)]
#[tokio::test]
async fn two_users_never_share_it(#[case] second: &str, #[case] constraint: &str) {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    db.rejects(second, SqlState::UNIQUE_VIOLATION, constraint)
        .await;
    db.accepts("INSERT INTO users (id, email, name) VALUES ('cuid_2', 'bob@example.com', 'Bob')")
        .await;
}

#[tokio::test]
async fn an_address_is_not_verified_and_a_portrait_is_missing_until_said_otherwise() {
    let db = TestDb::head().await;
    db.accepts(ANN).await;
    let as_inserted = "SELECT NOT email_verified AND image IS NULL FROM users";
    assert!(db.value::<bool>(as_inserted).await);
}

#[tokio::test]
async fn a_row_without_times_gets_those_of_its_transaction() {
    let mut db = TestDb::head().await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    transaction.execute(ANN, &[]).await.expect("a user");
    let row = transaction
        .query_one(
            "SELECT created_at = now(), updated_at = now() FROM users",
            &[],
        )
        .await
        .expect("one user");
    assert_eq!((row.get(0), row.get(1)), (true, true));
}
