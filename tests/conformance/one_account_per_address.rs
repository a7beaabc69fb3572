//! An address belongs to one account, whatever the case of its letters.

use std::time::Duration;

use pgconform::migrations::Version;
use pgconform::runner::{self, Error, Step};
use pgconform::testing::{SqlState, TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::row::{OTHER_USER, USER};

/// The migration that asks for it.
const BEFORE: i64 = 12;

#[rstest]
#[case::all_capitals("'ANN@EXAMPLE.COM'")]
#[case::a_capital_before_the_at("'Ann@example.com'")]
#[case::a_capital_after_the_at("'ann@Example.com'")]
#[tokio::test]
async fn an_address_in_another_case_is_taken(#[case] taken: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    let row = OTHER_USER.insert_with("email", taken);
    db.rejects(&row, SqlState::UNIQUE_VIOLATION, "idx_users_lower_email")
        .await;
    db.accepts(&OTHER_USER.insert()).await;
    let update = format!("UPDATE users SET email = {taken} WHERE id = 'u2'");
    db.rejects(&update, SqlState::UNIQUE_VIOLATION, "idx_users_lower_email")
        .await;
}

#[tokio::test]
async fn an_address_stays_as_it_was_written() {
    let db = TestDb::head().await;
    let row = USER.insert_with("email", "'Ann.Lee@Example.COM'");
    let stored: String = db.value(&(row + " RETURNING email")).await;
    assert_eq!(stored, "Ann.Lee@Example.COM");
}

#[tokio::test]
async fn a_person_may_change_the_case_of_the_own_address() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    db.accepts("UPDATE users SET email = 'Ann@Example.com'")
        .await;
}

/// What ORMs write, and what names the constraint under its new name.
#[rstest]
#[case::by_column("(email)")]
#[case::by_constraint("ON CONSTRAINT idx_users_email")]
#[case::in_any_case("(lower(email))")]
#[tokio::test]
async fn an_upsert_finds_the_account_by_its_address(#[case] conflict: &str) {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    let upsert = "INSERT INTO users (email, name) VALUES ('ann@example.com', 'Ann Lee') ON CONFLICT {conflict} \
                  DO UPDATE SET name = excluded.name RETURNING id || ' ' || name";
    let updated: String = db.value(&upsert.replace("{conflict}", conflict)).await;
    assert_eq!(updated, "u1 Ann Lee");
}

#[tokio::test]
async fn an_upsert_finds_the_account_by_its_id_at_clerk() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert_with("clerk_id", "'c1'")).await;
    for conflict in ["(clerk_id)", "ON CONSTRAINT idx_users_clerk_id"] {
        let upsert = format!(
            "INSERT INTO users (clerk_id, email, name) VALUES ('c1', 'ann.lee@example.com', 'Ann') \
             ON CONFLICT {conflict} DO UPDATE SET email = excluded.email RETURNING id"
        );
        assert_eq!(db.value::<String>(&upsert).await, "u1", "{conflict}");
    }
}

#[tokio::test]
async fn an_upsert_by_column_does_not_take_the_account_of_another_case() {
    let db = TestDb::head().await;
    db.accepts(&USER.insert()).await;
    let upsert = "INSERT INTO users (email, name) VALUES ('Ann@example.com', 'Ann Lee') \
                  ON CONFLICT (email) DO UPDATE SET name = excluded.name";
    db.rejects(upsert, SqlState::UNIQUE_VIOLATION, "idx_users_lower_email")
        .await;
}

/// Four addresses, of which the error shows three.
const DUPLICATES: &str = "INSERT INTO users (id, email, name) VALUES \
    ('1', 'ann@example.com', ''), ('2', 'Ann@example.com', ''), ('3', 'ANN@example.com', ''), \
    ('4', 'bob@example.com', ''), ('5', 'bob@Example.com', ''), \
    ('6', 'eve@example.com', ''), ('7', 'Eve@example.com', ''), \
    ('8', 'joe@example.com', ''), ('9', 'Joe@example.com', ''), \
    ('10', 'zoe@example.com', '')";

async fn up(db: &mut TestDb) -> Result<Vec<Step>, Error> {
    let to = Some(Version(BEFORE + 1));
    runner::up(db.client_mut(), &migrations(), to, Duration::ZERO, |_| {}).await
}

#[tokio::test]
async fn an_upgrade_names_the_accounts_that_it_cannot_tell_apart_and_changes_nothing() {
    let mut db = TestDb::at(BEFORE).await;
    db.accepts(DUPLICATES).await;
    let before = db.catalog().await;
    let error = up(&mut db).await.expect_err("four addresses are shared");
    let shown = error.to_string();
    let said = "accounts differ only in the case of users.email (duplicated addresses: 4): ";
    assert!(shown.contains(said), "{shown}");
    let (_, examples) = shown.split_once(said).unwrap_or_default();
    for spelling in ["ann@example.com", "Ann@example.com", "ANN@example.com"] {
        assert!(examples.contains(spelling), "{spelling}: {shown}");
    }
    assert!(examples.contains("bob@example.com") && examples.contains("eve@example.com"));
    assert!(!examples.contains("joe@example.com"), "{shown}");
    assert!(!examples.contains("zoe@example.com"), "{shown}");
    assert_eq!(db.catalog().await, before);
    let users: i64 = db.value("SELECT count(*) FROM users").await;
    assert_eq!(users, 10);
}

/// What the migration's own check gives as HINT; the error of a unique index has none.
const HINT: &str = "Merge these accounts or change their addresses, then run the upgrade again. \
    To list all: SELECT lower(email), array_agg(id) FROM users GROUP BY 1 HAVING count(*) > 1;";

fn hint(error: Error) -> String {
    match error {
        Error::Sql { failed, .. } => failed.hint.unwrap_or_default(),
        other => panic!("it ended otherwise: {other}"),
    }
}

#[tokio::test]
async fn the_hint_of_a_refused_upgrade_lists_all_accounts_in_question() {
    let mut db = TestDb::at(BEFORE).await;
    db.accepts(DUPLICATES).await;
    let error = up(&mut db).await.expect_err("four addresses are shared");
    assert_eq!(hint(error), HINT);
    let (_, query) = HINT.split_once("To list all: ").expect("a query");
    let mut listed: Vec<String> = db.values(query).await;
    listed.sort();
    let addresses = ["ann", "bob", "eve", "joe"].map(|name| format!("{name}@example.com"));
    assert_eq!(listed, addresses);
}

/// An account that is being added while the upgrade begins is among those that it names. The error of the index would come
/// too late: it has no hint.
#[tokio::test]
async fn an_upgrade_waits_for_accounts_that_are_being_added() {
    let mut db = TestDb::at(BEFORE).await;
    let [adding, inspector] = [db.connect().await, db.connect().await];
    db.accepts(&USER.insert()).await;
    let twin = OTHER_USER.insert_with("email", "'Ann@example.com'");
    let begun = adding.batch_execute(&format!("BEGIN; {twin}")).await;
    begun.expect("one account an address is not the rule yet");
    let commit = async {
        let waiting = "SELECT FROM pg_locks WHERE NOT granted";
        while inspector.query(waiting, &[]).await?.is_empty() {}
        adding.batch_execute("COMMIT").await
    };
    let both = async { tokio::join!(up(&mut db), commit) };
    let both = tokio::time::timeout(Duration::from_mins(1), both).await;
    let (upgraded, added) = both.expect("the upgrade did not wait");
    added.expect("nobody is in its way");
    assert_eq!(hint(upgraded.expect_err("one address is shared")), HINT);
}

#[tokio::test]
async fn an_upgrade_goes_on_once_the_accounts_are_told_apart() {
    let mut db = TestDb::at(BEFORE).await;
    db.accepts(DUPLICATES).await;
    up(&mut db).await.expect_err("four addresses are shared");
    db.accepts("DELETE FROM users WHERE id IN ('2', '3', '5', '7', '9')")
        .await;
    let steps = up(&mut db).await.expect("each address is of one account");
    assert_eq!(steps.len(), 1);
}
