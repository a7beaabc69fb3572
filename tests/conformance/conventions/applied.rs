//! A migration that was applied somewhere is never edited again.

use std::fs;
use std::time::Duration;

use pgconform::migrations::{Gaps, Migrations, Version};
use pgconform::runner::{self, Error};
use pgconform::testing::TestDb;
use tempfile::TempDir;

use super::here;

#[tokio::test]
async fn an_applied_migration_that_was_edited_is_refused() {
    let mut db = TestDb::head().await;
    let folder = TempDir::new().expect("a temporary folder");
    for entry in fs::read_dir(here("migrations")).expect("our migrations") {
        let entry = entry.expect("a readable folder");
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
    }
    let file = folder.path().join("V0001__create_users.sql");
    let sql = fs::read_to_string(&file).expect("our first migration");
    fs::write(&file, sql + "\n").expect("one more byte");
    let edited = Migrations::load(folder.path(), Gaps::Refuse).expect("sound files");

    let moved = runner::up(
        db.client_mut(),
        &edited,
        Some(edited.head()),
        Duration::ZERO,
        |_| {},
    )
    .await;
    let Err(Error::Edited { versions }) = moved else {
        panic!("the edit was not seen: {moved:?}")
    };
    assert_eq!(versions, [Version(1)]);
}
