//! Migrations by the thousand: each is read and copied as often as it runs.

use super::peak;
use crate::support::folder::Folder;

/// Together the files have 100 MB.
const MIGRATIONS: usize = 100;
const COMMENT: usize = 1_000_000;

#[test]
fn no_step_copies_the_files_of_the_others() {
    let folder = Folder::empty();
    let comment = format!("-- {}\n", "x".repeat(COMMENT));
    for version in 1..=MIGRATIONS {
        let up = format!("{comment}CREATE TABLE t{version} ();");
        folder.write(&format!("V{version}__table.sql"), &up);
        let down = format!("DROP TABLE t{version};");
        folder.write(&format!("V{version}__table.down.sql"), &down);
    }
    let (ended, peak) = peak::run(folder.project(), &["snapshot"]);
    ended.ends_with(0);
    assert!(peak < 200, "{peak} MB for files of 100 MB");
}
