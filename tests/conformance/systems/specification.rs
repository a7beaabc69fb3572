//! The specification's Drizzle project: its promises kept by its own schema, and where it contradicts
//! itself.

use pgconform::testing::SqlState;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::SPECIFICATION;

const ANN: &str = "INSERT INTO users (id, email) VALUES ('cuid_1', 'ann@example.com')";
const LOGIN: &str = "INSERT INTO sessions (id, user_id, expires_at) \
    VALUES ('token_1', 'cuid_1', '2030-01-01 00:00:00')";

#[rstest]
#[case::id(
    "INSERT INTO users (email) VALUES ('ann@example.com')",
    SqlState::NOT_NULL_VIOLATION,
    "users.id"
)]
#[case::email(
    "INSERT INTO users (id) VALUES ('cuid_1')",
    SqlState::NOT_NULL_VIOLATION,
    "users.email"
)]
#[case::email_of_another(
    "INSERT INTO users (id, email) VALUES ('cuid_2', 'ann@example.com')",
    SqlState::UNIQUE_VIOLATION,
    "users_email_unique"
)]
#[tokio::test]
async fn a_user_has_an_id_and_an_address_of_their_own(
    #[case] user: &str,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    db.rejects(user, state, rule).await;
}

/// The other two documents show a name on screen, and require it.
#[tokio::test]
async fn a_user_without_a_name_is_a_user() {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    let known = "SELECT name IS NULL AND image IS NULL AND NOT email_verified FROM users";
    assert!(db.value::<bool>(known).await);
}

/// It says that it is false by default, and not that it is always there.
#[tokio::test]
async fn whether_an_address_is_verified_may_be_unknown() {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    db.accepts("UPDATE users SET email_verified = NULL").await;
}

#[tokio::test]
async fn a_session_belongs_to_a_user_who_exists() {
    let db = SPECIFICATION.head().await;
    let key = "sessions_user_id_users_id_fk";
    db.rejects(LOGIN, SqlState::FOREIGN_KEY_VIOLATION, key)
        .await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
}

#[tokio::test]
async fn deleting_a_user_deletes_that_user_s_sessions() {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    db.accepts(LOGIN).await;
    db.accepts("DELETE FROM users").await;
    let left: i64 = db.value("SELECT count(*) FROM sessions").await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_sessions_have_no_updated_at_though_its_own_conventions_ask_for_one() {
    let rule = "every_row_says_when_it_was_made_and_changed";
    let breaches = SPECIFICATION.breaches(rule).await;
    assert_eq!(breaches, ["column sessions.updated_at"]);
}

/// A default is for the insert alone, and there is no trigger.
#[tokio::test]
async fn updated_at_stays_where_it_was_when_a_user_changes() {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    db.accepts("UPDATE users SET name = 'Ann'").await;
    let stayed = "SELECT updated_at = created_at FROM users";
    assert!(db.value::<bool>(stayed).await);
}

#[tokio::test]
async fn the_foreign_key_of_sessions_has_no_index() {
    let breaches = SPECIFICATION.breaches("foreign_keys_are_indexed").await;
    assert_eq!(
        breaches,
        ["constraint sessions.sessions_user_id_users_id_fk"]
    );
}

#[tokio::test]
async fn timestamps_without_time_zone_end_a_session_nine_hours_early_in_tokyo() {
    let db = SPECIFICATION.head().await;
    db.accepts(ANN).await;
    db.run("SET timezone = 'UTC'").await;
    db.accepts(
        "INSERT INTO sessions (id, user_id, expires_at) \
         VALUES ('token_1', 'cuid_1', TIMESTAMPTZ '2030-01-01 00:00:00+00')",
    )
    .await;
    db.run("SET timezone = 'Asia/Tokyo'").await;
    let early = "SELECT (TIMESTAMPTZ '2030-01-01 00:00:00+00' - expires_at)::text FROM sessions";
    assert_eq!(db.value::<String>(early).await, "09:00:00");
}
