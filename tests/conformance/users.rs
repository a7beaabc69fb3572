//! A user is a person whose id, address and id at Clerk nobody else has.

use pgconform::testing::{SqlState, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{OTHER_USER, USER};
use crate::support::shape::{columns, constraints, indexes, triggers_and_rules};

#[tokio::test]
async fn users_has_these_columns_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        columns(&db, "users").await,
        [
            "id text not null default (gen_random_uuid())::text",
            "email character varying(255) not null",
            "name character varying(255) not null",
            "created_at timestamp with time zone not null default now()",
            "updated_at timestamp with time zone not null default now()",
            "email_verified boolean not null default false",
            "image text",
            "organization character varying(255)",
            "clerk_id character varying(255)",
            "last_login_at timestamp with time zone",
            "role character varying(50) not null default 'user'::character varying",
        ]
    );
}

/// The format of an address has a file of its own, and is here only by name.
#[tokio::test]
async fn users_has_these_constraints_and_no_other() {
    let db = TestDb::head().await;
    let mut constraints = constraints(&db, "users").await;
    constraints.retain(|constraint| !constraint.starts_with("users_email_format CHECK"));
    assert_eq!(
        constraints,
        [
            "idx_users_clerk_id UNIQUE (clerk_id)",
            "idx_users_email UNIQUE (email)",
            "users_id_not_empty CHECK ((id <> ''::text))",
            "users_pkey PRIMARY KEY (id)",
            "users_role_known CHECK (((role)::text = ANY ((ARRAY['admin'::character varying, \
             'user'::character varying])::text[])))",
        ]
    );
}

#[tokio::test]
async fn users_has_these_indexes_and_no_other() {
    let db = TestDb::head().await;
    assert_eq!(
        indexes(&db, "users").await,
        [
            "CREATE UNIQUE INDEX idx_users_clerk_id ON public.users USING btree (clerk_id)",
            "CREATE UNIQUE INDEX idx_users_email ON public.users USING btree (email)",
            "CREATE UNIQUE INDEX idx_users_lower_email ON public.users USING btree (lower((email)::text))",
            "CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)",
        ]
    );
}

#[tokio::test]
async fn users_has_this_trigger_and_no_other_and_no_rule() {
    let db = TestDb::head().await;
    assert_eq!(
        triggers_and_rules(&db, "users").await,
        [
            "CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON users FOR EACH ROW \
             WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION update_updated_at_column()",
        ]
    );
}

#[tokio::test]
async fn a_user_needs_only_email_and_name() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_without("id")).await;
}

/// Version 4 is the random one; the database knows it without an extension.
#[tokio::test]
async fn an_id_that_is_left_out_is_a_random_uuid() {
    let db = TestDb::head().await;
    for user in [USER, OTHER_USER] {
        db.accepts(&user.insert_without("id")).await;
    }
    let random = "SELECT count(DISTINCT id) FROM users \
        WHERE id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'";
    assert_eq!(db.value::<i64>(random).await, 2);
}

#[tokio::test]
async fn an_id_that_is_given_is_kept() {
    let db = TestDb::head().await;
    let id: String = db.value(&(USER.insert() + " RETURNING id")).await;
    assert_eq!(id, "u1");
}

#[rstest]
#[case::not_verified("email_verified = false")]
#[case::a_plain_user("role = 'user'")]
#[case::unknown_at_clerk("clerk_id IS NULL")]
#[case::without_portrait("image IS NULL")]
#[case::without_organization("organization IS NULL")]
#[case::never_signed_in("last_login_at IS NULL")]
#[case::created_now("created_at = now()")]
#[case::updated_now("updated_at = now()")]
#[tokio::test]
async fn a_new_user_is(#[case] claim: &str) {
    let db = TestDb::head().await;
    let insert = USER.insert();
    assert!(
        db.value::<bool>(&format!("{insert} RETURNING {claim}"))
            .await,
        "{claim}"
    );
}

#[rstest]
#[case::email("email")]
#[case::name("name")]
#[tokio::test]
async fn what_has_no_default_cannot_be_left_out(#[case] column: &str) {
    let db = TestDb::head().await;
    let rule = format!("users.{column}");
    db.rejects(
        &USER.insert_without(column),
        SqlState::NOT_NULL_VIOLATION,
        &rule,
    )
    .await;
    db.accepts(&USER.insert()).await;
}

#[rstest]
#[case::id("id")]
#[case::email("email")]
#[case::name("name")]
#[case::email_verified("email_verified")]
#[case::role("role")]
#[case::created_at("created_at")]
#[case::updated_at("updated_at")]
#[tokio::test]
async fn null_is_rejected_in(#[case] column: &str) {
    let db = TestDb::head().await;
    let row = USER.insert_with(column, "NULL");
    let rule = format!("users.{column}");
    db.rejects(&row, SqlState::NOT_NULL_VIOLATION, &rule).await;
    db.accepts(&USER.insert()).await;
}

#[rstest]
#[case::image("image")]
#[case::organization("organization")]
#[case::clerk_id("clerk_id")]
#[case::last_login_at("last_login_at")]
#[tokio::test]
async fn null_is_accepted_in(#[case] column: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_with(column, "NULL")).await;
}

#[rstest]
#[case::id("id", "'u1'", "users_pkey")]
#[case::email("email", "'ann@example.com'", "idx_users_email")]
#[tokio::test]
async fn no_two_users_share_an(#[case] column: &str, #[case] taken: &str, #[case] rule: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    let row = OTHER_USER.insert_with(column, taken);
    db.rejects(&row, SqlState::UNIQUE_VIOLATION, rule).await;
    db.accepts(&OTHER_USER.insert()).await;
}

#[tokio::test]
async fn no_two_users_share_a_clerk_id() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_with("clerk_id", "'c1'")).await;
    db.rejects(
        &OTHER_USER.insert_with("clerk_id", "'c1'"),
        SqlState::UNIQUE_VIOLATION,
        "idx_users_clerk_id",
    )
    .await;
    db.accepts(&OTHER_USER.insert_with("clerk_id", "'c2'"))
        .await;
}

#[tokio::test]
async fn any_number_of_users_have_no_clerk_id() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    db.accepts(&OTHER_USER.insert()).await;
    let without: i64 = db
        .value("SELECT count(*) FROM users WHERE clerk_id IS NULL")
        .await;
    assert_eq!(without, 2);
}

#[tokio::test]
async fn an_empty_id_is_rejected() {
    let db = TestDb::head().await;
    let row = USER.insert_with("id", "''");
    db.rejects(&row, SqlState::CHECK_VIOLATION, "users_id_not_empty")
        .await;
    // One space is as short as an id can be.
    db.accepts(&USER.insert_with("id", "' '")).await;
}

#[rstest]
#[case::admin("'admin'")]
#[case::user("'user'")]
#[tokio::test]
async fn a_known_role_is_accepted(#[case] role: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_with("role", role)).await;
}

#[rstest]
#[case::unknown("'owner'")]
#[case::empty("''")]
#[case::capital_letter("'Admin'")]
#[case::space_after("'admin '")]
#[case::fifty_characters("repeat('a', 50)")]
#[tokio::test]
async fn another_role_is_rejected(#[case] role: &str) {
    let db = TestDb::head().await;
    let row = USER.insert_with("role", role);
    db.rejects(&row, SqlState::CHECK_VIOLATION, "users_role_known")
        .await;
    db.accepts(&USER.insert()).await;
}
