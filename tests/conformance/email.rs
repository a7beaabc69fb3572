//! A user's address is a plain ASCII address: dot-separated words, `@`, a domain of two labels or
//! more that ends in letters.
//!
//! The addresses stand in `fixtures/emails/`, each with its reason.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use crate::support::row::OTHER_USER;

const INSERT: &str = "INSERT INTO users (id, email, name) VALUES ('u1', $1, 'Ann')";
const UPDATE: &str = "UPDATE users SET email = $1 WHERE id = 'u2'";
const UPSERT: &str = "INSERT INTO users (id, email, name) VALUES ('u2', 'ann@example.com', 'Ann') \
                      ON CONFLICT (id) DO UPDATE SET email = $1";

const REJECTED: &str = "23514 by users_email_format";

#[rstest]
#[case::insert(INSERT)]
#[case::update(UPDATE)]
#[case::upsert(UPSERT)]
#[tokio::test]
async fn a_plain_address_is_accepted_by(#[case] statement: &str) {
    let cases = accepted();
    let db = with_a_user().await;
    assert_each(&db, &cases, statement, "accepted").await;
}

#[rstest]
#[case::insert(INSERT)]
#[case::update(UPDATE)]
#[case::upsert(UPSERT)]
#[tokio::test]
async fn anything_else_is_rejected_by(#[case] statement: &str) {
    let cases = rejected();
    let db = with_a_user().await;
    assert_each(&db, &cases, statement, REJECTED).await;
}

/// 12 characters of each are `@example.com`.
#[rstest]
#[case::the_longest(243, "accepted")]
#[case::one_more(244, "22001 by ")]
#[tokio::test]
async fn an_address_has_at_most_255_characters(
    #[case] left: usize,
    #[case] expected: &str,
    #[values(INSERT, UPDATE, UPSERT)] statement: &str,
) {
    let db = with_a_user().await;
    let address = format!("{}@example.com", "a".repeat(left));
    assert_eq!(
        verdict(db.client(), statement, &address).await,
        expected,
        "{address}"
    );
}

/// A space within the limit is rejected; past it the type has cut it off before the format is
/// looked at, as the SQL standard wants.
#[rstest]
#[case::within(242, REJECTED)]
#[case::past(243, "accepted")]
#[tokio::test]
async fn a_trailing_space_is_seen_only_within_the_limit(
    #[case] left: usize,
    #[case] expected: &str,
) {
    let db = with_a_user().await;
    let address = format!("{}@example.com ", "a".repeat(left));
    assert_eq!(
        verdict(db.client(), UPDATE, &address).await,
        expected,
        "{address:?}"
    );
}

/// Which characters `\w` and the like stand for depends on the locale; a range does not.
#[tokio::test]
async fn a_locale_that_knows_more_letters_changes_nothing() {
    let db = with_a_user().await;
    db.run(include_str!("email_in_unicode.sql")).await;
    assert_each(&db, &accepted(), UPDATE, "accepted").await;
    assert_each(&db, &rejected(), UPDATE, REJECTED).await;
}

struct Address {
    address: String,
    reason: String,
}

fn accepted() -> Vec<Address> {
    let cases = cases(include_str!("../../fixtures/emails/accepted.txt"));
    assert_eq!(cases.len(), 29);
    cases
}

fn rejected() -> Vec<Address> {
    let cases = cases(include_str!("../../fixtures/emails/rejected.txt"));
    assert_eq!(cases.len(), 110);
    cases
}

/// A case a line: a JSON string and its reason. Lines that begin with `#` are for readers.
fn cases(fixture: &str) -> Vec<Address> {
    let is_case = |line: &&str| !line.is_empty() && !line.starts_with('#');
    fixture.lines().filter(is_case).map(case).collect()
}

fn case(line: &str) -> Address {
    let mut strings = serde_json::Deserializer::from_str(line).into_iter::<String>();
    let address = match strings.next() {
        Some(Ok(address)) => address,
        other => panic!("no JSON string at the start of {line}: {other:?}"),
    };
    let reason = line[strings.byte_offset()..].trim().to_owned();
    assert_ne!(reason, "", "no reason for {address:?}");
    Address { address, reason }
}

/// Looks at every case and then fails with all those that are not as expected.
async fn assert_each(db: &TestDb, cases: &[Address], statement: &str, expected: &str) {
    let mut failures = Vec::new();
    for Address { address, reason } in cases {
        let verdict = verdict(db.client(), statement, address).await;
        if verdict != expected {
            failures.push(format!("{address:?} ({reason}): {verdict}"));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} addresses should be {expected} and are not:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

async fn with_a_user() -> TestDb {
    let db = TestDb::head().await;
    db.run(&OTHER_USER.insert()).await;
    db
}

/// What the database makes of one address; it is as before afterwards.
async fn verdict(client: &Client, statement: &str, address: &str) -> String {
    client.batch_execute("BEGIN").await.expect("BEGIN");
    let result = client.execute(statement, &[&address]).await;
    client.batch_execute("ROLLBACK").await.expect("ROLLBACK");
    match result {
        Ok(1) => "accepted".to_owned(),
        Ok(rows) => format!("said to touch {rows} rows"),
        Err(error) => match error.as_db_error() {
            Some(error) => format!(
                "{} by {}",
                error.code().code(),
                error.constraint().unwrap_or_default()
            ),
            None => panic!("{address:?} cannot be tried: {error}"),
        },
    }
}
