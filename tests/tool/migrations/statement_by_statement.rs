//! A file that says `no-transaction` runs statement by statement, and goes on where it stopped.

use pgconform::migrations::{Direction, Target};
use pgconform::runner::{Error, History, InvalidIndex};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, down, history, state, to, try_down, try_up, up};

const TABLE: &str = "CREATE TABLE a (id integer, n integer);\n";

/// A table, and a change to it outside a transaction.
fn change(up: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", TABLE)
        .write("V1__a.down.sql", "DROP TABLE a;\n")
        .write("V2__change.sql", &outside(up))
        .write("V2__change.down.sql", &outside("DELETE FROM a;\n"));
    folder
}

fn outside(sql: &str) -> String {
    format!("-- pgconform: no-transaction\n{sql}")
}

/// The message and the place of the SQL that stopped it.
async fn fails(db: &mut TestDb, folder: &Folder) -> (String, usize) {
    match try_up(db, &folder.load(), Target::Head).await {
        Err(Error::Sql { failed, .. }) => {
            let line = failed.place.map_or(0, |place| place.line);
            (failed.message, line)
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
}

#[tokio::test]
async fn several_statements_that_bear_no_transaction_stand_in_one_file() {
    let folder = change(
        "CREATE INDEX CONCURRENTLY one ON a (id);\nINSERT INTO a VALUES (1, 1);\n\
         CREATE INDEX CONCURRENTLY two ON a (n); VACUUM a;\n\
         DO $$ BEGIN INSERT INTO a VALUES (2, 2); COMMIT; END $$;\n",
    );
    folder.write(
        "V2__change.down.sql",
        &outside("DROP INDEX CONCURRENTLY two;\nDROP INDEX CONCURRENTLY one; TRUNCATE a;\n"),
    );
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    up(&mut db, &migrations, to(1)).await;
    let before = state(&db).await;
    up(&mut db, &migrations, Target::Head).await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM a").await, 2);
    assert_eq!(
        InvalidIndex::all(db.client())
            .await
            .expect("it can be read"),
        []
    );
    let mark = "SELECT obj_description('refinery_schema_history'::regclass, 'pg_class')";
    assert_eq!(db.value::<Option<String>>(mark).await, None);
    assert_eq!(down(&mut db, &migrations, to(1)).await, [2]);
    assert_eq!(db.value::<Option<String>>(mark).await, None);
    assert_unchanged(&db, &before, "after the way back").await;
}

#[tokio::test]
async fn what_failed_is_shown_at_its_place_in_the_file_and_goes_on_from_there() {
    let folder = change("INSERT INTO a VALUES (1, 1);\nINSERT INTO nowhere VALUES (1);\n");
    let mut db = TestDb::empty().await;
    let (message, line) = fails(&mut db, &folder).await;
    assert_eq!(
        (message.as_str(), line),
        ("relation \"nowhere\" does not exist", 3)
    );
    let found = History::read(db.client()).await.expect("it can be read");
    let interrupted = found.interrupted.expect("it stopped in the middle");
    assert_eq!((interrupted.done(), interrupted.of), (1, 2));
    assert_eq!(interrupted.direction, Direction::Up);

    folder.replace("V2__change.sql", "nowhere VALUES (1)", "a VALUES (2, 2)");
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [2]);
    assert_eq!(
        db.values::<i32>("SELECT id FROM a ORDER BY id").await,
        [1, 2]
    );
    let found = History::read(db.client()).await.expect("it can be read");
    assert_eq!(found.interrupted, None);
}

#[tokio::test]
async fn it_does_not_go_on_where_what_was_done_is_no_longer_what_is_written() {
    let folder = change("INSERT INTO a VALUES (1, 1);\nSELECT 1 / 0;\n");
    let mut db = TestDb::empty().await;
    fails(&mut db, &folder).await;
    let before = state(&db).await;
    folder.replace("V2__change.sql", "VALUES (1, 1)", "VALUES (3, 3)");
    let error = try_up(&mut db, &folder.load(), Target::Head).await;
    let said = error
        .expect_err("the first statement is another")
        .to_string();
    assert!(
        said.contains("V2__change.sql stopped after 1 of its statements"),
        "{said}"
    );
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn nobody_turns_round_in_the_middle() {
    let folder = change("INSERT INTO a VALUES (1, 1);\nSELECT 1 / 0;\n");
    let mut db = TestDb::empty().await;
    fails(&mut db, &folder).await;
    let before = state(&db).await;
    let error = try_down(&mut db, &folder.load(), Target::Base).await;
    let said = error.expect_err("the up is not ended").to_string();
    assert!(
        said.contains("migration 2 stopped in the middle of its up, after 1 of its 2"),
        "{said}"
    );
    assert!(said.contains("'pgconform up' first"), "{said}");
    assert_unchanged(&db, &before, "afterwards").await;

    folder.replace("V2__change.sql", "SELECT 1 / 0", "SELECT 1");
    folder.write(
        "V2__change.down.sql",
        &outside("DELETE FROM a; SELECT 1 / 0;\n"),
    );
    let migrations = folder.load();
    up(&mut db, &migrations, Target::Head).await;
    let failed = try_down(&mut db, &migrations, Target::Base).await;
    failed.expect_err("it divides by zero");
    let error = try_up(&mut db, &migrations, Target::Head).await;
    let said = error.expect_err("the down is not ended").to_string();
    assert!(
        said.contains("migration 2 stopped in the middle of its down"),
        "{said}"
    );
}

/// An index that could not be built is there, and is not an index: it costs, and answers nothing.
#[rstest]
#[case::named("CREATE UNIQUE INDEX CONCURRENTLY one ON a (n);\n")]
#[case::if_it_is_not_there("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one ON a (n);\n")]
#[case::quoted("CREATE UNIQUE INDEX CONCURRENTLY \"One\" ON public.a (n);\n")]
#[case::without_a_name("CREATE UNIQUE INDEX CONCURRENTLY ON a (n);\n")]
#[tokio::test]
async fn an_index_left_invalid_is_built_anew_by_the_next_up(#[case] index: &str) {
    let folder = change(index);
    folder.write(
        "V1__a.sql",
        &format!("{TABLE}INSERT INTO a VALUES (1, 1), (2, 1);\n"),
    );
    let mut db = TestDb::empty().await;
    fails(&mut db, &folder).await;
    let left = InvalidIndex::all(db.client())
        .await
        .expect("it can be read");
    assert_eq!(left.len(), 1);
    assert!(
        left[0].fix.starts_with("DROP INDEX CONCURRENTLY public."),
        "{left:?}"
    );

    db.run("UPDATE a SET n = id").await;
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [2]);
    assert_eq!(
        InvalidIndex::all(db.client())
            .await
            .expect("it can be read"),
        []
    );
    let indexes = "SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass";
    assert_eq!(db.value::<i64>(indexes).await, 1);
}

/// Somebody else's index is nobody's leftover.
#[tokio::test]
async fn an_invalid_index_of_another_name_is_left_alone() {
    let folder = change("CREATE UNIQUE INDEX CONCURRENTLY one ON a (n);\n");
    folder.write(
        "V1__a.sql",
        &format!("{TABLE}INSERT INTO a VALUES (1, 1), (2, 1);\n"),
    );
    let mut db = TestDb::empty().await;
    fails(&mut db, &folder).await;
    let other = "CREATE UNIQUE INDEX CONCURRENTLY other ON a (n)";
    db.client()
        .batch_execute(other)
        .await
        .expect_err("the rows are not unique");
    db.run("UPDATE a SET n = id").await;
    up(&mut db, &folder.load(), Target::Head).await;
    let left = InvalidIndex::all(db.client())
        .await
        .expect("it can be read");
    let names: Vec<&str> = left.iter().map(|it| it.index.as_str()).collect();
    assert_eq!(names, ["public.other"]);
}

#[tokio::test]
async fn a_transaction_of_its_own_is_all_or_nothing() {
    let folder = change(
        "BEGIN;\nINSERT INTO a VALUES (1, 1);\nINSERT INTO a VALUES (2, 2);\nCOMMIT;\n\
         START TRANSACTION;\nINSERT INTO a VALUES (3, 3);\nSELECT 1 / 0;\nCOMMIT;\n",
    );
    let mut db = TestDb::empty().await;
    fails(&mut db, &folder).await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM a").await, 2);
    folder.replace("V2__change.sql", "SELECT 1 / 0", "SELECT 1");
    up(&mut db, &folder.load(), Target::Head).await;
    assert_eq!(db.value::<i64>("SELECT count(*) FROM a").await, 3);
}

/// Nobody takes a statement out of the transaction that its file put it into.
#[tokio::test]
async fn what_bears_no_transaction_fails_in_one_of_the_files_own() {
    let folder = change("BEGIN;\nCREATE INDEX CONCURRENTLY one ON a (n);\nCOMMIT;\n");
    let mut db = TestDb::empty().await;
    up(&mut db, &folder.load(), to(1)).await;
    let before = state(&db).await;
    let (message, _) = fails(&mut db, &folder).await;
    assert_eq!(
        message,
        "CREATE INDEX CONCURRENTLY cannot run inside a transaction block"
    );
    assert_unchanged(&db, &before, "afterwards").await;
    let found = History::read(db.client()).await.expect("it can be read");
    assert_eq!(found.interrupted, None);
}

#[tokio::test]
async fn the_first_migration_of_all_may_run_outside_a_transaction() {
    let folder = Folder::empty();
    folder
        .write(
            "V1__a.sql",
            &outside("CREATE TABLE a (id integer);\nCREATE INDEX CONCURRENTLY i ON a (id);\n"),
        )
        .write("V1__a.down.sql", "DROP TABLE a;\n");
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [1]);
    assert_eq!(history(&db).await.len(), 1);
}
