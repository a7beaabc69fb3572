//! What no rollback takes back is said by a dry run that has done it.

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::super::steps;
use crate::support::command::Pgconform;

/// What a dry run of these statements says of what stays; its last line.
async fn dry_run(sql: &str) -> (Vec<String>, String) {
    let folder = steps();
    folder.write("V2__b.sql", sql);
    let db = TestDb::empty().await;
    db.run("CREATE SEQUENCE s; CREATE SEQUENCE t; SELECT nextval('s')")
        .await;
    let run = |format: &str| {
        Pgconform::new(folder.project(), &["up", "--dry-run", "--format", format])
            .env("DATABASE_URL", db.url().reveal())
            .run()
            .ends_with(0)
    };
    let json = run("json").json();
    let stays = json["stays"].as_array().expect("a list").iter();
    let stays = stays.map(|it| it.as_str().expect("a text").to_owned());
    let stays: Vec<String> = stays.collect();
    let text = run("text").stdout;
    let last = text.lines().last().unwrap_or_default().to_owned();
    assert_eq!(
        stays.is_empty(),
        !text.contains("a rollback does not undo"),
        "{text}"
    );
    (stays, last)
}

#[tokio::test]
async fn numbers_that_sequences_handed_out_are_named() {
    let sql = "SELECT nextval('s'), nextval('s'), nextval('t');";
    let (stays, last) = dry_run(sql).await;
    assert_eq!(
        stays,
        [
            "the sequence public.s went from 1 to 3",
            "the sequence public.t went to 1"
        ]
    );
    assert!(last.starts_with("nothing else was changed"), "{last}");
}

/// What is made or set anew in the transaction goes with it, and so does what is sent to listeners.
#[rstest]
#[case::new_sequence("CREATE SEQUENCE u; SELECT nextval('u');")]
#[case::restarted("TRUNCATE a; ALTER SEQUENCE s RESTART WITH 1000; SELECT nextval('s');")]
#[case::notification("NOTIFY somebody; SELECT pg_notify('somebody', 'anything');")]
#[case::only_read("SELECT last_value FROM s;")]
#[case::in_a_comment("-- COPY a TO PROGRAM 'cat'\nSELECT 1;")]
#[tokio::test]
async fn what_goes_with_the_transaction_is_not_named(#[case] sql: &str) {
    let (stays, last) = dry_run(sql).await;
    assert_eq!(stays, [""; 0]);
    assert!(last.starts_with("nothing was changed"), "{last}");
}

#[rstest]
#[case::program("COPY a TO PROGRAM 'cat > /dev/null';", "runs a program")]
#[case::in_a_block(
    "DO $$ BEGIN COPY a TO PROGRAM 'cat > /dev/null'; END $$;",
    "runs a program"
)]
#[case::file("COPY a TO '/dev/null';", "writes a file on the server")]
#[case::dblink(
    "CREATE FUNCTION dblink_exec(text) RETURNS text LANGUAGE sql AS 'SELECT $1'; SELECT dblink_exec('COMMIT');",
    "acts on another database"
)]
#[case::sessions("SELECT pg_cancel_backend(0);", "cancels or terminates other sessions")]
#[tokio::test]
async fn what_a_script_does_outside_its_database_is_named(#[case] sql: &str, #[case] words: &str) {
    let (stays, _) = dry_run(sql).await;
    assert_eq!(stays.len(), 1, "{stays:?}");
    assert!(stays[0].starts_with("V2__b.sql "), "{stays:?}");
    assert!(stays[0].contains(words), "{stays:?}");
}
