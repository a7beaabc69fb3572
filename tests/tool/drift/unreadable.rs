//! What a role may not read of a live database is unreadable, and neither missing nor another.

use pretty_assertions::assert_eq;

use super::{differences, goose, seen};
use pgconform::testing::TestDb;

const RICH: &str = "CREATE TABLE notes (id int PRIMARY KEY, n text);
    CREATE EXTENSION postgres_fdw;
    CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x');
    CREATE USER MAPPING FOR postgres SERVER far OPTIONS (user 'u', password 'p');
    CREATE STATISTICS st ON id, n FROM notes;
    CREATE POLICY p ON notes USING (n = 'x');
    CREATE VIEW v AS SELECT * FROM notes;
    CREATE SEQUENCE sq;
    CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
    REVOKE ALL ON FUNCTION f() FROM PUBLIC;
    CREATE SCHEMA priv;
    CREATE TABLE priv.t (id int);
    CREATE SUBSCRIPTION sub CONNECTION 'host=x password=p' PUBLICATION pub WITH (connect = false);";

#[tokio::test]
async fn a_role_that_may_read_next_to_nothing_finds_no_drift_and_names_what_it_cannot_read() {
    let migrations = goose(&[RICH]).load();
    let db = TestDb::head_of(&migrations).await;
    db.run("CREATE ROLE peek LOGIN").await;
    let peek = db.connect_as("peek").await;
    let outcome = seen(&peek, &migrations).await;
    assert_eq!(differences(&outcome), [""; 0]);
    let unreadable = outcome.unreadable.iter();
    let unreadable: Vec<String> = unreadable
        .map(|it| format!("{}: {}", it.object, it.facts.join(", ")))
        .collect();
    let expected = [
        "subscription sub: connection",
        "user mapping far for the owner: options",
    ];
    assert_eq!(unreadable, expected);
    assert!(!outcome.findings().fail());
    let unknown = outcome.unknown.expect("it may not read the history");
    assert!(unknown.contains("may not read"), "{unknown}");
}

#[tokio::test]
async fn what_it_can_read_still_drifts() {
    let migrations = goose(&[RICH]).load();
    let db = TestDb::head_of(&migrations).await;
    db.run("CREATE ROLE peek LOGIN; DROP POLICY p ON notes; ALTER USER MAPPING FOR postgres SERVER far OPTIONS (SET password 'q')")
        .await;
    let peek = db.connect_as("peek").await;
    let outcome = seen(&peek, &migrations).await;
    assert_eq!(differences(&outcome), ["policy public.notes.p"]);
    // Whoever may read everything sees all of it.
    let outcome = seen(db.client(), &migrations).await;
    let expected = [
        "policy public.notes.p",
        "user mapping far for the owner: options",
    ];
    assert_eq!(differences(&outcome), expected);
    assert!(outcome.unreadable.is_empty());
}
