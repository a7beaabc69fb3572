//! A COMMIT that the text of a script doesn't show is noticed by what it does, and what stands is said.

mod dry_run;
mod statements;

use pgconform::migrations::{Direction, Target};
use pgconform::runner::{self, Breach, Error, Limits, Stands, Step};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use super::steps;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, history, state, try_down, try_up, versions};

/// What a server says where texts have backslashes, as they had before PostgreSQL 9.1: nobody but the server knows it.
const BACKSLASHES: &str = "ALTER DATABASE postgres SET standard_conforming_strings = off";

/// A statement of which the rest looks like a part of a text.
fn hidden(statements: &str) -> String {
    format!("SELECT 'a\\''; {statements}; --';\n")
}

/// A database where such a statement is not a text, and a session of it.
async fn with_backslashes() -> (TestDb, Client) {
    let db = TestDb::empty().await;
    db.run(BACKSLASHES).await;
    let client = db.connect().await;
    (db, client)
}

fn ended(error: Option<Error>) -> (String, Stands, Vec<i64>) {
    match error {
        Some(Error::Breach {
            file,
            breach: Breach::EndsTransaction,
            stands,
            done,
        }) => (file, stands, versions(&done)),
        other => panic!("it ended otherwise: {other:?}"),
    }
}

async fn to_head(client: &mut Client, folder: &Folder) -> Result<Vec<Step>, Error> {
    let migrations = folder.load();
    let head = Some(migrations.head());
    runner::up(client, &migrations, head, Limits::default(), |_| {}).await
}

const COMMIT: &str = "COMMIT";

#[rstest]
#[case::commit(COMMIT, Stands::Committed)]
#[case::commit_and_go_on("COMMIT; BEGIN", Stands::Committed)]
#[case::chain("COMMIT AND CHAIN", Stands::Committed)]
#[case::rollback("ROLLBACK; CREATE TABLE b ()", Stands::RolledBack)]
#[tokio::test]
async fn an_up_says_what_stands_of_it(#[case] statements: &str, #[case] stands: Stands) {
    let folder = steps();
    let sql = format!("CREATE TABLE b (); {}", hidden(statements));
    folder.write("V2__b.sql", &sql);
    let (db, mut client) = with_backslashes().await;
    let moved = to_head(&mut client, &folder).await;
    let error = moved
        .as_ref()
        .expect_err("it ends its transaction")
        .to_string();
    assert!(
        error.contains("the history does not record them"),
        "{error}"
    );
    assert_eq!(
        ended(moved.err()),
        ("V2__b.sql".to_owned(), stands, vec![1])
    );
    assert_eq!(history(&db).await.len(), 1);
    assert!(
        db.value::<bool>("SELECT to_regclass('b') IS NOT NULL")
            .await
    );
}

#[tokio::test]
async fn a_down_says_what_stands_of_it() {
    let folder = steps();
    let sql = format!("DROP TABLE c; {}", hidden(COMMIT));
    folder.write("V3__c.down.sql", &sql);
    let (db, mut client) = with_backslashes().await;
    to_head(&mut client, &folder)
        .await
        .expect("the ups are sound");
    let migrations = folder.load();
    let moved = runner::down(&mut client, &migrations, None, Limits::default(), |_| {}).await;
    let expected = ("V3__c.down.sql".to_owned(), Stands::Committed, vec![]);
    assert_eq!(ended(moved.err()), expected);
    assert_eq!(history(&db).await.len(), 3);
    assert!(db.value::<bool>("SELECT to_regclass('c') IS NULL").await);
}

/// The error is the script's own, and tried again it would fail for what it has made before.
#[rstest]
#[case::error("SELECT 1 / 0", "22012")]
#[case::deadlock("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''40P01''; END'", "40P01")]
#[tokio::test]
async fn a_script_that_fails_after_it_says_what_stands_and_is_not_tried_again(
    #[case] fails: &str,
    #[case] state: &str,
) {
    let folder = steps();
    let sql = format!("CREATE TABLE b ();\n{}{fails};\n", hidden(COMMIT));
    folder.write("V2__b.sql", &sql);
    let (db, mut client) = with_backslashes().await;
    let error = to_head(&mut client, &folder).await.expect_err("it fails");
    let words = error.to_string();
    assert!(words.contains("it ran COMMIT"), "{words}");
    match error {
        Error::Sql { failed, done } => {
            assert_eq!(failed.sqlstate.as_deref(), Some(state));
            assert_eq!(
                (failed.stands, versions(&done)),
                (Stands::Committed, vec![1])
            );
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert!(
        db.value::<bool>("SELECT to_regclass('b') IS NOT NULL")
            .await
    );
}

/// It fails in a transaction of its own, of which nothing can be asked.
#[rstest]
#[case::at_once("ROLLBACK; BEGIN")]
#[case::after_a_commit("ROLLBACK; CREATE TABLE b (); COMMIT; BEGIN")]
#[tokio::test]
async fn a_script_that_fails_in_a_transaction_that_it_began_itself_says_what_may_stand(
    #[case] statements: &str,
) {
    let folder = steps();
    let sql = format!("{}SELECT 1 / 0;\n", hidden(statements));
    folder.write("V2__b.sql", &sql);
    let (db, mut client) = with_backslashes().await;
    match to_head(&mut client, &folder).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.sqlstate.as_deref(), Some("22012"));
            let stands = (failed.stands, versions(&done));
            assert_eq!(stands, (Stands::RolledBack, vec![1]));
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    let migrations = folder.load();
    let (head, limits) = (Some(migrations.head()), Limits::default());
    db.run("DROP TABLE IF EXISTS b").await;
    match runner::dry_run(&mut client, &migrations, Direction::Up, head, limits).await {
        Err(Error::DryRun { failed }) => assert_eq!(failed.stands, Stands::RolledBack),
        other => panic!("it ended otherwise: {other:?}"),
    }
}

/// The same error in the transaction that is around it.
#[tokio::test]
async fn a_script_that_fails_in_its_transaction_leaves_nothing() {
    let folder = steps();
    folder.write("V2__b.sql", "CREATE TABLE b (); SELECT 1 / 0;\n");
    let (db, mut client) = with_backslashes().await;
    match to_head(&mut client, &folder).await {
        Err(Error::Sql { failed, .. }) => assert_eq!(failed.stands, Stands::Nothing),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert!(db.value::<bool>("SELECT to_regclass('b') IS NULL").await);
}

#[rstest]
#[case::ends(";", "ends the transaction it runs in")]
#[case::fails("; SELECT 1 / 0;", "division by zero")]
#[tokio::test]
async fn a_dry_run_says_that_something_stands(#[case] then: &str, #[case] words: &str) {
    let folder = steps();
    let sql = format!("CREATE TABLE b ();\n{}{then}\n", hidden(COMMIT));
    folder.write("V2__b.sql", &sql);
    let (db, mut client) = with_backslashes().await;
    let migrations = folder.load();
    let (head, limits) = (Some(migrations.head()), Limits::default());
    let tried = runner::dry_run(&mut client, &migrations, Direction::Up, head, limits).await;
    let error = tried.expect_err("it ends its transaction").to_string();
    for words in [words, "it ran COMMIT", "with all files before this one"] {
        assert!(error.contains(words), "{words} is missing: {error}");
    }
    assert!(!error.contains("rolled back"), "{error}");
    assert!(
        db.value::<bool>("SELECT to_regclass('a') IS NOT NULL")
            .await
    );
}

/// All that the database held is dropped in the same transaction.
#[tokio::test]
async fn a_reset_does_not_say_that_nothing_was_dropped() {
    let folder = steps();
    folder.write("V2__b.sql", &hidden(COMMIT));
    let (db, mut client) = with_backslashes().await;
    db.run("CREATE TABLE kept ()").await;
    let migrations = folder.load();
    let limits = Limits::default();
    let reset = runner::fresh(&mut client, &migrations, limits, || {}, |_| {}).await;
    let error = reset.expect_err("it ends its transaction").to_string();
    assert!(error.contains("it ran COMMIT"), "{error}");
    assert!(!error.contains("nothing was dropped"), "{error}");
    assert!(db.value::<bool>("SELECT to_regclass('kept') IS NULL").await);
}

/// Each was taken for a part of what stands before it; now it is refused with its line before the first step is made.
#[rstest]
#[case::no_body("SELECT begin atomic FROM (SELECT 1 AS begin) q;")]
#[case::carriage_return("SELECT 1; -- a comment, which this ends:\r")]
#[case::text_that_goes_on("SELECT E'a'\n'\\'';")]
#[case::name_beyond_ascii("SELECT 1 AS a€$b$;")]
#[tokio::test]
async fn a_commit_after_what_looks_like_a_text_is_seen_before_it_runs(#[case] before: &str) {
    let folder = steps();
    let sql = format!("{before}\nCOMMIT; SELECT 1 AS a€$b$;");
    folder
        .write("V2__b.sql", &sql)
        .write("V2__b.down.sql", &sql);
    let migrations = folder.load();
    let expected = sql[..sql.find("COMMIT").expect("it stands there")]
        .matches('\n')
        .count()
        + 1;
    let mut db = TestDb::empty().await;
    let before = state(&db).await;
    match try_up(&mut db, &migrations, Target::Head).await {
        Err(Error::EndsTransaction { line, .. }) => assert_eq!(line, expected),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, &sql).await;
    drop(try_down(&mut db, &migrations, Target::Base).await);
}
