//! What one row was refused for, later ones are not refused for again.

use pgconform::rows::{self, Hints};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use super::{EVERY_TABLE, database, queries};

/// Counts the rows that are tried, those that are refused among them.
const COUNTED: &str = "
    CREATE SEQUENCE tried;
    CREATE FUNCTION count_tries() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM nextval('tried');
        IF NEW.kind <> 'word-' || regexp_replace(NEW.kind, '\\D', '', 'g') OR TG_ARGV[0] = 'never' THEN
            RAISE 'not of a known kind';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TABLE notes (kind text NOT NULL);";
const REFUSES_MOST: &str = "
    CREATE TRIGGER counted BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION count_tries('some')";
const REFUSES_ALL: &str = "
    ALTER TABLE notes ADD COLUMN title text NOT NULL, ADD COLUMN body text NOT NULL;
    CREATE TRIGGER counted BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION count_tries('never')";

/// Generates rows once more; how many were tried.
async fn tries(db: &TestDb, round: usize, learned: &mut Hints) -> i64 {
    db.run("SELECT setval('tried', 1, false)").await;
    let (client, queries) = (db.client(), queries(db.client()).await);
    let made = rows::generate(client, &queries, EVERY_TABLE, round, learned).await;
    made.expect("the server answers");
    db.value("SELECT last_value - 1 + is_called::int FROM tried")
        .await
}

#[tokio::test]
async fn values_that_were_taken_are_tried_first() {
    let db = database(COUNTED).await;
    db.run(REFUSES_MOST).await;
    let mut learned = Hints::default();
    let first = tries(&db, 0, &mut learned).await;
    assert!(first > 6, "all rows were taken at once: {first}");
    assert_eq!(tries(&db, 1, &mut learned).await, 6, "one for each row");
    let kinds: Vec<String> = db.values("SELECT DISTINCT kind FROM notes").await;
    assert_eq!(kinds.len(), 10, "{kinds:?}");
}

#[tokio::test]
async fn a_table_that_took_no_row_is_given_up_sooner_while_it_refuses_in_the_same_words() {
    let db = database(COUNTED).await;
    db.run(REFUSES_ALL).await;
    let mut learned = Hints::default();
    let first = tries(&db, 0, &mut learned).await;
    let again = tries(&db, 1, &mut learned).await;
    assert!(again < first, "{again} and {first}");
    db.run(
        "CREATE OR REPLACE FUNCTION count_tries() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM nextval('tried'); RAISE 'not today'; END $$",
    )
    .await;
    let other_words = tries(&db, 2, &mut learned).await;
    assert!(other_words > again, "{other_words} and {again}");
}
