//! SQL that fails is shown where it stands, and its step leaves nothing behind; the steps before it
//! stand, and are named.

use pgconform::migrations::Target;
use pgconform::runner::{self, Error, FailedSql};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{
    LOCK_WAIT, assert_unchanged, history, state, to, try_down, try_up, up, versions,
};

/// Where a file failed: its name, line and column, the line's text, and SQLSTATE.
type FailedAt = (&'static str, usize, usize, &'static str, &'static str);

const MISSPELT_UP: FailedAt = (
    "V2__create_b.sql",
    3,
    9,
    "\tCREATE TABEL c (id integer);",
    "42601",
);
const MISSPELT_DOWN: FailedAt = ("V2__create_b.down.sql", 2, 6, "DROP TABEL a;", "42601");
const FAILING_UP: FailedAt = (
    "V2__create_b.sql",
    3,
    36,
    "INSERT INTO a SELECT length('é') + no_such_column;",
    "42703",
);

fn assert_failed_at(failed: &FailedSql, expected: FailedAt) {
    let place = failed.place.as_ref().expect("the server points somewhere");
    assert_eq!(
        (
            failed.file.as_str(),
            place.line,
            place.column,
            place.text.as_str(),
            failed.sqlstate.as_deref().expect("the server said it"),
        ),
        expected
    );
}

#[rstest]
#[case::misspelt("syntax_error_in_an_up", MISSPELT_UP)]
#[case::failing_in_the_middle("error_in_the_middle_of_an_up", FAILING_UP)]
#[tokio::test]
async fn a_failing_up_leaves_the_database_as_it_was(
    #[case] folder: &str,
    #[case] expected: FailedAt,
) {
    let migrations = Folder::of(folder).load();
    let mut db = TestDb::empty().await;
    up(&mut db, &migrations, to(1)).await;
    let before = state(&db).await;
    match try_up(&mut db, &migrations, Target::Head).await {
        Err(Error::Sql { failed, done }) => {
            assert_failed_at(&failed, expected);
            assert_eq!(versions(&done), [0; 0]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[rstest]
#[case("syntax_error_in_an_up")]
#[case("error_in_the_middle_of_an_up")]
#[tokio::test]
async fn the_steps_before_a_failing_up_stand(#[case] folder: &str) {
    let migrations = Folder::of(folder).load();
    let mut db = TestDb::empty().await;
    match try_up(&mut db, &migrations, Target::Head).await {
        Err(Error::Sql { done, .. }) => assert_eq!(versions(&done), [1]),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_eq!(history(&db).await.len(), 1);
    db.accepts("INSERT INTO a VALUES (1)").await;
}

#[tokio::test]
async fn a_misspelt_down_leaves_the_database_as_it_was() {
    let migrations = Folder::of("syntax_error_in_a_down").load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    match try_down(&mut db, &migrations, Target::Base).await {
        Err(Error::Sql { failed, done }) => {
            assert_failed_at(&failed, MISSPELT_DOWN);
            assert_eq!(versions(&done), [0; 0]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

/// The server points nowhere for a table that is not there to be dropped; the file is named.
#[tokio::test]
async fn a_down_that_fails_in_the_middle_leaves_the_database_as_it_was() {
    let migrations = Folder::of("error_in_the_middle_of_a_down").load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    match try_down(&mut db, &migrations, Target::Base).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.file, "V2__create_b.down.sql");
            assert_eq!(failed.sqlstate.as_deref(), Some("42P01"));
            assert_eq!(failed.place, None);
            assert_eq!(versions(&done), [0; 0]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[tokio::test]
async fn the_steps_before_a_failing_down_stand() {
    let folder = Folder::first_nine();
    folder.replace(
        "V0007__add_profile.down.sql",
        "COLUMN image",
        "COLUMN imago",
    );
    let migrations = folder.load();
    let mut db = TestDb::at(9).await;
    let at_seven = TestDb::at(7).await.catalog().await;
    match try_down(&mut db, &migrations, Target::Base).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.file, "V0007__add_profile.down.sql");
            assert_eq!(failed.sqlstate.as_deref(), Some("42703"));
            assert_eq!(versions(&done), [9, 8]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_eq!(history(&db).await.len(), 7);
    assert_eq!(db.catalog().await, at_seven);
}

#[tokio::test]
async fn what_failed_can_be_fixed_and_run_again() {
    let folder = Folder::of("syntax_error_in_an_up");
    let mut db = TestDb::empty().await;
    try_up(&mut db, &folder.load(), Target::Head)
        .await
        .expect_err("it is misspelt");
    folder.replace("V2__create_b.sql", "TABEL", "TABLE");
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [2]);
}

/// A step and its row in the history are one transaction: without the row the step is undone.
#[rstest]
#[case::up("V0009__add_role.sql", Target::Head)]
#[case::down("V0008__add_clerk_identity.down.sql", Target::Base)]
#[tokio::test]
async fn a_step_that_cannot_be_written_down_leaves_the_database_as_it_was(
    #[case] file: &str,
    #[case] target: Target,
) {
    let folder = Folder::first_nine();
    let mut db = TestDb::at(8).await;
    let text = std::fs::read_to_string(folder.file(file)).expect("it is there");
    folder.write(file, &format!("{text}SET TRANSACTION READ ONLY;\n"));
    let migrations = folder.load();
    let before = state(&db).await;
    let moved = match target {
        Target::Base => try_down(&mut db, &migrations, target).await,
        _ => try_up(&mut db, &migrations, target).await,
    };
    let error = moved.expect_err("its row cannot be written").to_string();
    assert!(error.contains("read-only transaction"), "{error}");
    assert_unchanged(&db, &before, file).await;
}

/// The server points at a place, but in a statement that stands in no file.
#[tokio::test]
async fn a_history_table_that_cannot_be_made_is_no_place_in_a_file() {
    let migrations = Folder::first_nine().load();
    let db = TestDb::empty().await;
    db.run("CREATE ROLE newcomer").await;
    let before = state(&db).await;
    let mut client = db.connect_as("newcomer").await;
    let head = Some(migrations.head());
    match runner::up(&mut client, &migrations, head, LOCK_WAIT, |_| {}).await {
        Err(Error::Sql { failed, done }) => {
            assert_eq!(failed.place, None);
            assert_eq!(failed.sqlstate.as_deref(), Some("42501"));
            assert!(failed.message.contains("history table"), "{failed}");
            assert_eq!(versions(&done), [0; 0]);
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "no right to create").await;
}
