//! The story's table `users`.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

/// The smallest user the story can have: the database makes the id.
const SIGNED_UP: &str =
    "INSERT INTO users (clerk_id, email, name) VALUES ('user_2abc', 'ann@example.com', 'Ann')";

#[tokio::test]
async fn an_insert_without_an_id_gets_a_random_uuid() {
    let db = TestDb::head().await;
    let id: String = db.value(&format!("{SIGNED_UP} RETURNING id")).await;
    let parts: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
    assert_eq!(id.chars().nth(14), Some('4'), "{id}");
}

#[tokio::test]
async fn no_two_ids_of_the_database_are_the_same() {
    let db = TestDb::head().await;
    let many = "INSERT INTO users (clerk_id, email, name) \
        SELECT 'user_' || n, 'user' || n || '@example.com', 'User' FROM generate_series(1, 1000) n";
    assert_eq!(db.accepts(many).await, 1000);
}

/// The story's column is a UUID. Ours is text, because the ids of the other two documents are strings of
/// the application; `uuid_generate_v4()` needs an extension, so the default is PostgreSQL's own function.
#[tokio::test]
async fn an_id_is_text_so_that_an_application_may_choose_it() {
    let db = TestDb::head().await;
    let chosen = "INSERT INTO users (id, clerk_id, email, name) \
        VALUES ('user_2abc', 'user_2abc', 'ann@example.com', 'Ann') RETURNING id";
    assert_eq!(db.value::<String>(chosen).await, "user_2abc");
}

#[tokio::test]
async fn no_extension_is_needed() {
    let db = TestDb::head().await;
    let extensions: Vec<String> = db.values("SELECT extname::text FROM pg_extension").await;
    assert_eq!(extensions, ["plpgsql"]);
}

#[rstest]
#[case("clerk_id", "character varying(255)")]
#[case("email", "character varying(255)")]
#[case("name", "character varying(255)")]
#[case("organization", "character varying(255)")]
#[case("role", "character varying(50)")]
#[case("created_at", "timestamp with time zone")]
#[case("last_login_at", "timestamp with time zone")]
#[tokio::test]
async fn a_column_has_the_type_that_the_story_gives_it(#[case] column: &str, #[case] ty: &str) {
    let db = TestDb::head().await;
    let found: String = db
        .value(&format!(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute \
             WHERE attrelid = 'users'::regclass AND attname = '{column}'"
        ))
        .await;
    assert_eq!(found, ty);
}

#[rstest]
#[case::clerk_id(
    "INSERT INTO users (id, clerk_id, email, name) VALUES ('u2', 'user_2abc', 'bob@example.com', 'Bob')",
    "idx_users_clerk_id"
)]
#[case::email(
    "INSERT INTO users (id, clerk_id, email, name) VALUES ('u2', 'user_2bcd', 'ann@example.com', 'Bob')",
    "idx_users_email"
)]
#[tokio::test]
async fn two_users_never_share_it(#[case] second: &str, #[case] constraint: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.rejects(second, SqlState::UNIQUE_VIOLATION, constraint)
        .await;
    db.accepts("INSERT INTO users (id, clerk_id, email, name) VALUES ('u2', 'user_2bcd', 'bob@example.com', 'Bob')")
        .await;
}

/// To the story every user is Clerk's. The other two documents insert users without a Clerk id.
#[tokio::test]
async fn any_number_of_users_may_have_no_clerk_id() {
    let db = TestDb::head().await;
    let users = "INSERT INTO users (id, clerk_id, email, name) VALUES \
        ('u1', NULL, 'ann@example.com', 'Ann'), ('u2', NULL, 'bob@example.com', 'Bob')";
    assert_eq!(db.accepts(users).await, 2);
}

#[rstest]
#[case::email("UPDATE users SET email = NULL", "users.email")]
#[case::name("UPDATE users SET name = NULL", "users.name")]
// The story lets it be missing; a user without a role is one whom no rule is about.
#[case::role("UPDATE users SET role = NULL", "users.role")]
#[case::created_at(
    "INSERT INTO users (id, email, name, created_at) VALUES ('u2', 'bob@example.com', 'Bob', NULL)",
    "users.created_at"
)]
#[tokio::test]
async fn it_is_never_missing(#[case] sql: &str, #[case] column: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.rejects(sql, SqlState::NOT_NULL_VIOLATION, column).await;
}

#[tokio::test]
async fn who_never_signed_in_and_works_nowhere_is_a_user_all_the_same() {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    let unknown: i64 = db
        .value("SELECT count(*) FROM users WHERE organization IS NULL AND last_login_at IS NULL")
        .await;
    assert_eq!(unknown, 1);
}

#[tokio::test]
async fn a_user_has_the_role_user_and_was_created_now() {
    let mut db = TestDb::head().await;
    let transaction = db.client_mut().transaction().await.expect("a session");
    transaction.execute(SIGNED_UP, &[]).await.expect("a user");
    let row = transaction
        .query_one("SELECT role, created_at = now() FROM users", &[])
        .await
        .expect("one user");
    assert_eq!((row.get(0), row.get(1)), ("user", true));
}

#[rstest]
#[case("admin")]
#[case("user")]
#[tokio::test]
async fn a_role_of_the_story_is_accepted(#[case] role: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.accepts(&format!("UPDATE users SET role = '{role}'"))
        .await;
}

#[rstest]
#[case("owner")]
#[case("Admin")]
#[case("")]
#[tokio::test]
async fn any_other_role_is_rejected(#[case] role: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.rejects(
        &format!("UPDATE users SET role = '{role}'"),
        SqlState::CHECK_VIOLATION,
        "users_role_known",
    )
    .await;
}

/// The story matches without regard to case.
#[rstest]
#[case("ann@example.com")]
#[case("ANN@EXAMPLE.COM")]
#[case("Ann.Lee_%+-9@Mail.Example.Museum")]
#[case("ann@mail2.example.international")]
#[tokio::test]
async fn an_address_is_accepted_in_any_case(#[case] email: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.accepts(&format!("UPDATE users SET email = '{email}'"))
        .await;
}

#[rstest]
#[case::no_at("ann.example.com")]
#[case::nobody("@example.com")]
#[case::nowhere("ann@")]
#[case::no_top_level("ann@example")]
#[case::one_letter("ann@example.c")]
#[case::more_before_it("<ann@example.com")]
#[case::more_after_it("ann@example.com>")]
#[case::a_blank("an n@example.com")]
// The story's own pattern takes this one: its [A-Z|a-z] has a '|' among the letters.
#[case::a_bar("ann@example.c|m")]
#[tokio::test]
async fn what_is_no_address_is_rejected(#[case] email: &str) {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.rejects(
        &format!("UPDATE users SET email = '{email}'"),
        SqlState::CHECK_VIOLATION,
        "users_email_format",
    )
    .await;
}

#[rstest]
#[case("idx_users_clerk_id", "(clerk_id)")]
#[case("idx_users_email", "(email)")]
#[tokio::test]
async fn the_index_that_the_story_names_is_there(#[case] index: &str, #[case] columns: &str) {
    let db = TestDb::head().await;
    let definition: String = db
        .value(&format!("SELECT pg_get_indexdef('{index}'::regclass)"))
        .await;
    let expected = format!("CREATE UNIQUE INDEX {index} ON public.users USING btree {columns}");
    assert_eq!(definition, expected);
}

/// The story has a second, plain index under that name beside each unique one. One does the work of both.
#[rstest]
#[case("email")]
#[case("clerk_id")]
#[tokio::test]
async fn a_unique_column_has_one_index(#[case] column: &str) {
    let db = TestDb::head().await;
    let indexes: Vec<String> = db
        .values(&format!(
            "SELECT i.indexrelid::regclass::text FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND i.indkey::text = a.attnum::text \
             WHERE i.indrelid = 'users'::regclass AND a.attname = '{column}'"
        ))
        .await;
    assert_eq!(indexes, [format!("idx_users_{column}")]);
}

/// The story dates a user's creation and promises nothing else; a date that moves is none.
#[tokio::test]
async fn a_later_login_does_not_move_created_at() {
    let db = TestDb::head().await;
    db.accepts(SIGNED_UP).await;
    db.run("CREATE TABLE before AS SELECT * FROM users").await;
    db.accepts("UPDATE users SET last_login_at = now(), created_at = '1999-01-01 00:00:00+00'")
        .await;
    let unchanged = "SELECT u.created_at = b.created_at FROM users u JOIN before b USING (id)";
    assert!(db.value::<bool>(unchanged).await);
}
