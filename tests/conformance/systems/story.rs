//! The story's Prisma project: its promises kept by its own schema, and its traps.

use pgconform::testing::SqlState;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::STORY;

const ANN: &str =
    "INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann')";

#[tokio::test]
async fn an_id_is_a_random_uuid_that_the_database_makes() {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    let id: String = db.value("SELECT id::text FROM users").await;
    assert_eq!((id.len(), id.chars().nth(14)), (36, Some('4')), "{id}");
}

#[tokio::test]
async fn its_ids_need_an_extension_that_a_plain_server_lacks() {
    let needed = STORY.breaches("no_extension_but_plpgsql").await;
    assert_eq!(needed, ["extension uuid-ossp"]);
}

/// The other two documents insert users whose ids are strings of the application.
#[tokio::test]
async fn an_id_of_the_other_two_documents_is_refused() {
    let db = STORY.head().await;
    let user = "INSERT INTO users (id, clerk_id, email, name) \
        VALUES ('test-user', 'user_2abc', 'ann@example.com', 'Ann')";
    db.rejects(user, SqlState::INVALID_TEXT_REPRESENTATION, "")
        .await;
    db.accepts(&user.replace("test-user", "6f9619ff-8b86-4011-b42d-00cf4fc964ff"))
        .await;
}

#[rstest]
#[case::clerk_id("clerk_id")]
#[case::email("email")]
#[case::name("name")]
#[tokio::test]
async fn it_is_never_missing(#[case] column: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    let missing = format!("UPDATE users SET {column} = NULL");
    let rule = format!("users.{column}");
    db.rejects(&missing, SqlState::NOT_NULL_VIOLATION, &rule)
        .await;
}

#[rstest]
#[case::clerk_id("'user_2abc', 'bob@example.com'", "users_clerk_id_key")]
#[case::email("'user_2bcd', 'ann@example.com'", "users_email_key")]
#[tokio::test]
async fn two_users_never_share_it(#[case] second: &str, #[case] index: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    let insert =
        |values| format!("INSERT INTO users (clerk_id, email, name) VALUES ({values}, 'Bob')");
    db.rejects(&insert(second), SqlState::UNIQUE_VIOLATION, index)
        .await;
    db.accepts(&insert("'user_2bcd', 'bob@example.com'")).await;
}

#[tokio::test]
async fn a_role_is_admin_or_user_and_user_until_said_otherwise() {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    let role: String = db.value("SELECT role FROM users").await;
    assert_eq!(role, "user");
    db.accepts("UPDATE users SET role = 'admin'").await;
    let owner = "UPDATE users SET role = 'owner'";
    db.rejects(owner, SqlState::CHECK_VIOLATION, "users_role_check")
        .await;
}

/// A CHECK lets pass what it knows nothing of, and the story does not say NOT NULL.
#[rstest]
#[case::role("role")]
#[case::created_at("created_at")]
#[tokio::test]
async fn what_has_a_default_may_be_taken_away_all_the_same(#[case] column: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    db.accepts(&format!("UPDATE users SET {column} = NULL"))
        .await;
}

#[tokio::test]
async fn the_email_pattern_takes_a_stroke_in_the_top_level_domain() {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    db.accepts("UPDATE users SET email = 'a@b.c|m'").await;
}

#[rstest]
#[case::two_dots_before_the_at("ann..lee@example.com")]
#[case::two_dots_after_the_at("ann@example..com")]
#[case::a_dot_first("ann@.example.com")]
#[case::a_hyphen_first("ann@-example.com")]
#[case::a_hyphen_last("ann@example-.com")]
#[tokio::test]
async fn the_email_pattern_takes_what_reaches_no_mailbox(#[case] email: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    db.accepts(&format!("UPDATE users SET email = '{email}'"))
        .await;
}

#[rstest]
#[case::no_at("ann.example.com")]
#[case::a_dot_last("ann@example.com.")]
#[case::one_letter("ann@example.c")]
#[case::a_blank("ann lee@example.com")]
#[case::a_newline("ann@example.com\n")]
#[case::nothing("")]
#[case::not_ascii("\u{e4}nn@example.com")]
#[tokio::test]
async fn the_email_pattern_refuses(#[case] email: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    let update = format!("UPDATE users SET email = '{email}'");
    db.rejects(&update, SqlState::CHECK_VIOLATION, "email_format")
        .await;
}

#[rstest]
#[case::in_capitals("'ANN@EXAMPLE.COM'")]
#[case::of_255_characters("repeat('a', 243) || '@example.com'")]
#[tokio::test]
async fn the_email_pattern_takes(#[case] email: &str) {
    let db = STORY.head().await;
    db.accepts(ANN).await;
    db.accepts(&format!("UPDATE users SET email = {email}"))
        .await;
}

#[tokio::test]
async fn the_indexes_on_email_and_clerk_id_repeat_the_unique_ones() {
    let repeated = STORY.breaches("no_index_repeats_another").await;
    assert_eq!(
        repeated,
        ["index idx_users_clerk_id", "index idx_users_email"]
    );
}
