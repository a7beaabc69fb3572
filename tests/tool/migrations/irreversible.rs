//! A downgrade is not begun unless all of its way exists: where one migration on it has no down, or
//! declares that it is irreversible, not even the newer ones are taken back.

use pgconform::migrations::{Target, Version};
use pgconform::runner::Error;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, down, history, state, to, try_down, try_up};

#[rstest]
#[case::to_base(Target::Base)]
#[case::to_the_one_before(to(1))]
#[tokio::test]
async fn a_migration_without_a_down_is_not_passed(#[case] target: Target) {
    let migrations = Folder::of("no_down").load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    match try_down(&mut db, &migrations, target).await {
        Err(Error::NoDown { version, name }) => {
            assert_eq!((version, name.as_str()), (Version(2), "V2__create_b"));
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[rstest]
#[case::to_base(Target::Base)]
#[case::to_the_one_before(to(1))]
#[tokio::test]
async fn a_migration_declared_irreversible_is_not_passed(#[case] target: Target) {
    let migrations = Folder::of("irreversible").load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    match try_down(&mut db, &migrations, target).await {
        Err(Error::Irreversible { version, reason }) => assert_eq!(
            (version, reason.as_str()),
            (Version(2), "nobody kept the paper")
        ),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}

#[rstest]
#[case("no_down")]
#[case("irreversible")]
#[tokio::test]
async fn a_downgrade_to_such_a_migration_runs(#[case] folder: &str) {
    let migrations = Folder::of(folder).load();
    let mut db = TestDb::head_of(&migrations).await;
    assert_eq!(down(&mut db, &migrations, to(2)).await, [3]);
    assert_eq!(history(&db).await.len(), 2);
}

#[tokio::test]
async fn an_upgrade_does_not_go_down_and_a_downgrade_does_not_go_up() {
    let migrations = Folder::first_nine().load();
    let mut db = TestDb::at(5).await;
    let before = state(&db).await;
    match try_up(&mut db, &migrations, to(3)).await {
        Err(Error::WrongDirection {
            current,
            wanted,
            side: "below",
            verb: "down",
        }) => assert_eq!((current.as_str(), wanted.as_str()), ("5", "3")),
        other => panic!("it ended otherwise: {other:?}"),
    }
    match try_up(&mut db, &migrations, Target::Base).await {
        Err(Error::WrongDirection {
            wanted,
            verb: "down",
            ..
        }) => assert_eq!(wanted, "base"),
        other => panic!("it ended otherwise: {other:?}"),
    }
    match try_down(&mut db, &migrations, Target::Head).await {
        Err(Error::WrongDirection {
            current,
            wanted,
            side: "above",
            verb: "up",
        }) => assert_eq!((current.as_str(), wanted.as_str()), ("5", "9")),
        other => panic!("it ended otherwise: {other:?}"),
    }
    assert_unchanged(&db, &before, "afterwards").await;
}
