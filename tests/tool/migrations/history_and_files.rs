//! A database whose history and whose files do not tell one story is not moved, in neither
//! direction: somebody edited, lost or back-dated a file.

use pgconform::migrations::{Target, Version};
use pgconform::runner::{Error, History, MigrationStatus};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state, try_down, try_up};

/// Neither way is open; returns what the two refusals say, which must be the same.
async fn refused(
    db: &mut TestDb,
    migrations: &pgconform::migrations::Migrations,
    expected: impl Fn(&Error) -> bool,
) {
    let before = state(db).await;
    for (way, moved) in [
        ("up", try_up(db, migrations, Target::Head).await),
        ("down", try_down(db, migrations, Target::Base).await),
    ] {
        let error = moved.expect_err(way);
        assert!(expected(&error), "{way} is refused otherwise: {error:?}");
        assert_unchanged(db, &before, way).await;
    }
}

async fn position(db: &TestDb, migrations: &pgconform::migrations::Migrations) -> MigrationStatus {
    let history = History::read(db.client()).await.expect("it is sound");
    MigrationStatus::of(migrations, &history)
}

#[rstest]
#[case::in_a_statement("DEFAULT false", "DEFAULT true")]
#[case::in_a_comment("-- Work.", "-- Works.")]
#[case::by_a_space("completed   BOOLEAN", "completed  BOOLEAN")]
#[case::by_a_line_end("-- Work.", "\r\n-- Work.")]
#[tokio::test]
async fn an_applied_migration_that_was_edited_is_named(#[case] find: &str, #[case] put: &str) {
    let folder = Folder::first_nine();
    folder.replace("V0004__create_tasks.sql", find, put);
    let migrations = folder.load();
    let mut db = TestDb::at(9).await;
    let is_edited =
        |error: &Error| matches!(error, Error::Edited { versions } if versions == &[Version(4)]);
    refused(&mut db, &migrations, is_edited).await;
    let position = position(&db, &migrations).await;
    assert_eq!(position.edited, [Version(4)]);
    assert!(!position.is_at_head());
}

#[tokio::test]
async fn an_applied_migration_that_was_renamed_counts_as_edited() {
    let folder = Folder::first_nine();
    for end in ["sql", "down.sql"] {
        std::fs::rename(
            folder.file(&format!("V0009__add_role.{end}")),
            folder.file(&format!("V0009__add_roles.{end}")),
        )
        .expect("the copy holds it");
    }
    let mut db = TestDb::at(9).await;
    let is_edited =
        |error: &Error| matches!(error, Error::Edited { versions } if versions == &[Version(9)]);
    refused(&mut db, &folder.load(), is_edited).await;
}

#[tokio::test]
async fn a_down_may_be_edited_after_its_up_was_applied() {
    let folder = Folder::first_nine();
    folder.write(
        "V0009__add_role.down.sql",
        "-- Mended.\nALTER TABLE users DROP role;\n",
    );
    let mut db = TestDb::at(9).await;
    let steps = try_down(&mut db, &folder.load(), Target::Version(Version(8))).await;
    assert_eq!(steps.expect("only ups are remembered").len(), 1);
}

#[rstest]
#[case::the_newest(&["V0009__add_role"], &[9])]
#[case::in_the_middle(&["V0005__index_lookups"], &[5])]
#[case::several(&["V0002__keep_updated_at", "V0008__add_clerk_identity"], &[2, 8])]
#[tokio::test]
async fn an_applied_migration_whose_file_is_gone_is_named(
    #[case] gone: &[&str],
    #[case] named: &[i64],
) {
    let folder = Folder::first_nine();
    for name in gone {
        folder.remove(&format!("{name}.sql"));
        folder.remove(&format!("{name}.down.sql"));
    }
    let migrations = folder.load_with_gaps();
    let named: Vec<Version> = named.iter().copied().map(Version).collect();
    let mut db = TestDb::at(9).await;
    let is_missing =
        |error: &Error| matches!(error, Error::Missing { versions } if versions == &named);
    refused(&mut db, &migrations, is_missing).await;
    let position = position(&db, &migrations).await;
    assert_eq!(position.missing, named);
    assert!(!position.is_at_head());
}

#[tokio::test]
async fn a_migration_that_comes_late_with_a_low_number_is_named() {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.sql");
    folder.remove("V0005__index_lookups.down.sql");
    let mut db = TestDb::head_of(&folder.load_with_gaps()).await;

    let whole = Folder::first_nine().load();
    let is_out_of_order = |error: &Error| {
        matches!(error, Error::OutOfOrder { versions, current }
            if versions == &[Version(5)] && *current == Version(9))
    };
    refused(&mut db, &whole, is_out_of_order).await;
    let position = position(&db, &whole).await;
    assert_eq!(position.out_of_order, [Version(5)]);
    assert_eq!(position.pending, []);
    assert!(!position.is_at_head());
}
