//! A step is all or nothing, so a file that runs in a transaction may not end it: such a file is
//! refused before the first step is made.

use pgconform::migrations::{Script, Target};
use pgconform::runner::{Error, Step};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, down, state, try_down, try_up, up};

fn assert_refused(moved: Result<Vec<Step>, Error>, script: &Script, expected: usize) {
    match moved {
        Err(Error::EndsTransaction { file, line }) => {
            assert_eq!((file, line), (script.name.clone(), expected));
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
}

#[rstest]
#[case::commit("commit_in_a_down", 3)]
#[case::rollback("rollback_in_a_down", 1)]
#[tokio::test]
async fn a_down_that_ends_its_transaction_changes_nothing(
    #[case] folder: &str,
    #[case] line: usize,
) {
    let migrations = Folder::of(folder).load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    let moved = try_down(&mut db, &migrations, Target::Base).await;
    let script = migrations.all()[1].down.as_ref().expect("it has one");
    assert_refused(moved, script, line);
    assert_unchanged(&db, &before, folder).await;
}

#[tokio::test]
async fn an_up_that_ends_its_transaction_changes_nothing() {
    let migrations = Folder::of("commit_in_an_up").load();
    let mut db = TestDb::empty().await;
    let before = state(&db).await;
    let moved = try_up(&mut db, &migrations, Target::Head).await;
    assert_refused(moved, &migrations.all()[1].up, 2);
    assert_unchanged(&db, &before, "commit_in_an_up").await;
}

/// What refinery applied once is not questioned again, and a way that does not pass it is open.
#[tokio::test]
async fn such_a_file_off_the_way_stops_nobody() {
    let folder = Folder::of("commit_in_a_down");
    let mut db = TestDb::empty().await;
    let applied = up(&mut db, &folder.load(), Target::Head).await;
    assert_eq!(applied, [1, 2]);
    folder.replace("V2__create_b.down.sql", "COMMIT;\n", "");
    folder.replace("V2__create_b.down.sql", "DROP TABLE a;\n", "");
    let taken_back = down(&mut db, &folder.load(), Target::Base).await;
    assert_eq!(taken_back, [2, 1]);
}

#[tokio::test]
async fn a_file_that_runs_outside_a_transaction_may_say_commit() {
    let folder = Folder::of("commit_in_an_up");
    folder.replace(
        "V2__create_b.sql",
        "COMMIT;\nCREATE TABLE a ();",
        "COMMIT;\nCREATE TABLE d ();",
    );
    let text = std::fs::read_to_string(folder.file("V2__create_b.sql")).expect("it is there");
    folder.write(
        "V2__create_b.sql",
        &format!("-- pgconform: no-transaction\n{text}"),
    );
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [1, 2]);
}
