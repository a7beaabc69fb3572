//! A session is a login of one existing user.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{OTHER_USER, SESSION};
use crate::support::scene::with_a_user;
use crate::support::shape::{columns, constraints, indexes, triggers_and_rules};

#[tokio::test]
async fn sessions_has_these_columns_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        columns(&db, "sessions").await,
        [
            "id text not null",
            "user_id text not null",
            "expires_at timestamp with time zone not null",
            "created_at timestamp with time zone not null default now()",
            "updated_at timestamp with time zone not null default now()",
        ]
    );
}

#[tokio::test]
async fn sessions_has_these_constraints_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        constraints(&db, "sessions").await,
        [
            "sessions_id_not_empty CHECK ((id <> ''::text))",
            "sessions_pkey PRIMARY KEY (id)",
            "sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE",
        ]
    );
}

#[tokio::test]
async fn sessions_has_these_indexes_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        indexes(&db, "sessions").await,
        [
            "CREATE INDEX idx_sessions_user_id ON public.sessions USING btree (user_id)",
            "CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)",
        ]
    );
}

#[tokio::test]
async fn sessions_has_this_trigger_and_no_other_and_no_rule() {
    let db = TestDb::head().await;
    assert_eq!(
        triggers_and_rules(&db, "sessions").await,
        [
            "CREATE TRIGGER update_sessions_updated_at BEFORE UPDATE ON sessions FOR EACH ROW \
             WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION update_updated_at_column()",
        ]
    );
}

#[tokio::test]
async fn a_session_needs_only_id_user_and_end() {
    let db = with_a_user().await;
    db.accepts(&SESSION.insert()).await;
}

#[rstest]
#[case::created_now("created_at = now()")]
#[case::updated_now("updated_at = now()")]
#[tokio::test]
async fn a_new_session_is(#[case] claim: &str) {
    let db = with_a_user().await;
    let insert = SESSION.insert();
    assert!(
        db.value::<bool>(&format!("{insert} RETURNING {claim}"))
            .await,
        "{claim}"
    );
}

#[rstest]
#[case::id("id")]
#[case::user_id("user_id")]
#[case::expires_at("expires_at")]
#[tokio::test]
async fn what_has_no_default_cannot_be_left_out(#[case] column: &str) {
    let db = with_a_user().await;
    let row = SESSION.insert_without(column);
    let rule = format!("sessions.{column}");
    db.rejects(&row, SqlState::NOT_NULL_VIOLATION, &rule).await;
    db.accepts(&SESSION.insert()).await;
}

#[rstest]
#[case::id("id")]
#[case::user_id("user_id")]
#[case::expires_at("expires_at")]
#[case::created_at("created_at")]
#[case::updated_at("updated_at")]
#[tokio::test]
async fn null_is_rejected_in(#[case] column: &str) {
    let db = with_a_user().await;
    let row = SESSION.insert_with(column, "NULL");
    let rule = format!("sessions.{column}");
    db.rejects(&row, SqlState::NOT_NULL_VIOLATION, &rule).await;
    db.accepts(&SESSION.insert()).await;
}

#[tokio::test]
async fn no_two_sessions_share_an_id() {
    let db = with_a_user().await;
    db.accepts(&SESSION.insert()).await;
    let again = SESSION.insert();
    db.rejects(&again, SqlState::UNIQUE_VIOLATION, "sessions_pkey")
        .await;
    db.accepts(&SESSION.insert_with("id", "'s2'")).await;
}

#[tokio::test]
async fn an_empty_id_is_rejected() {
    let db = with_a_user().await;
    let row = SESSION.insert_with("id", "''");
    db.rejects(&row, SqlState::CHECK_VIOLATION, "sessions_id_not_empty")
        .await;
    // One space is as short as an id can be.
    db.accepts(&SESSION.insert_with("id", "' '")).await;
}

#[tokio::test]
async fn an_inserted_session_belongs_to_an_existing_user() {
    let db = with_a_user().await;
    db.rejects(
        &SESSION.insert_with("user_id", "'nobody'"),
        SqlState::FOREIGN_KEY_VIOLATION,
        "sessions_user_id_fkey",
    )
    .await;
    db.accepts(&SESSION.insert()).await;
}

#[tokio::test]
async fn a_session_cannot_be_moved_to_nobody() {
    let db = with_a_user().await;
    db.accepts(&SESSION.insert()).await;
    db.rejects(
        "UPDATE sessions SET user_id = 'nobody'",
        SqlState::FOREIGN_KEY_VIOLATION,
        "sessions_user_id_fkey",
    )
    .await;
    db.accepts(&OTHER_USER.insert()).await;
    db.accepts("UPDATE sessions SET user_id = 'u2'").await;
}

#[tokio::test]
async fn the_end_is_a_moment_and_not_a_clock_face() {
    let db = with_a_user().await;
    db.accepts(&SESSION.insert_with("expires_at", "'2030-01-01 12:00:00+02'"))
        .await;
    let same_moment: bool = db
        .value("SELECT expires_at = '2030-01-01 10:00:00+00' FROM sessions")
        .await;
    assert!(same_moment);
}
