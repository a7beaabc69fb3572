//! A limit counts characters, whatever each of them weighs; text without a limit may be long.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{Row, SESSION, TASK, USER};

/// The characters take one byte, two, three and four.
#[rstest]
#[case::name(USER, "name", 255)]
#[case::organization(USER, "organization", 255)]
#[case::clerk_id(USER, "clerk_id", 255)]
#[case::title(TASK, "title", 200)]
#[tokio::test]
async fn text_is_limited_in_characters(
    #[case] row: Row,
    #[case] column: &str,
    #[case] limit: usize,
    #[values("a", "é", "字", "🙂")] character: &str,
) {
    let db = with_a_user_for(row).await;
    let times = |count| format!("repeat('{character}', {count})");
    let too_long = row.insert_with(column, &times(limit + 1));
    db.rejects(&too_long, SqlState::STRING_DATA_RIGHT_TRUNCATION, "")
        .await;
    db.accepts(&row.insert_with(column, &times(limit))).await;
}

/// No known role is that long: at the limit it is the list of roles which rejects.
#[rstest]
#[case::at_the_limit(50, SqlState::CHECK_VIOLATION, "users_role_known")]
#[case::past_it(51, SqlState::STRING_DATA_RIGHT_TRUNCATION, "")]
#[tokio::test]
async fn a_role_is_limited_to_50_characters(
    #[case] length: usize,
    #[case] state: SqlState,
    #[case] rule: &str,
) {
    let db = TestDb::head().await;
    let row = USER.insert_with("role", &format!("repeat('é', {length})"));
    db.rejects(&row, state, rule).await;
    db.accepts(&USER.insert()).await;
}

/// An id is limited all the same, by what fits into an index.
#[rstest]
#[case::user_id(USER, "id", 1_000)]
#[case::image(USER, "image", 100_000)]
#[case::session_id(SESSION, "id", 1_000)]
#[case::description(TASK, "description", 100_000)]
#[tokio::test]
async fn text_without_a_limit_may_be_long(
    #[case] row: Row,
    #[case] column: &str,
    #[case] length: usize,
) {
    let db = with_a_user_for(row).await;
    let long = format!("repeat('é', {length})");
    db.accepts(&row.insert_with(column, &long)).await;
}

/// The SQL standard wants it so: a limit is not a guard against a space too many.
#[tokio::test]
async fn spaces_past_the_limit_are_cut_off_and_not_rejected() {
    let db = TestDb::head().await;
    let insert = USER.insert_with("name", "repeat('a', 255) || '   '");
    let length: i32 = db
        .value(&format!("{insert} RETURNING char_length(name)"))
        .await;
    assert_eq!(length, 255);
}

async fn with_a_user_for(row: Row) -> TestDb {
    let db = TestDb::head().await;
    if row != USER {
        db.run(&USER.insert()).await;
    }
    db
}
