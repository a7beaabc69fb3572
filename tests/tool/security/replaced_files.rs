//! The files that we write into a project hold what was meant, or stay what they were; nobody's link leads our
//! writing elsewhere, and no name excuses what was never found.

use std::fs;
use std::os::unix::fs::symlink;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// The id of what the third migration loses.
const LATER: &str = "V3-lost_before-3c1ad9754905";
const KNOWN: &str = "# Ours.\n\nV1-no_down-0123456789ab  1 a: there is no down\n";

/// A second migration without a down, with something more in its name.
fn folder(more: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("1_a.up.sql", "CREATE TABLE t (id INT PRIMARY KEY, c TEXT);")
        .write("1_a.down.sql", "DROP TABLE t;")
        .write(&format!("2_b{more}.up.sql"), "SELECT 1;");
    folder
}

fn verify(folder: &Folder, more: &[&str]) -> Ended {
    let words = [
        &[
            "verify-rollback",
            "--baseline",
            "known",
            "--fail-on",
            "undeclared_loss",
        ],
        more,
    ]
    .concat();
    Pgconform::new(folder.project(), &words).run()
}

/// Without such a name it is a loss, by this id.
#[test]
fn a_loss_that_came_later_fails() {
    let folder = folder("");
    fs::write(folder.project().join("known"), "").expect("a test's own folder");
    verify(&folder, &["--write-baseline"]).ends_with(0);
    folder.write("3_c.up.sql", "SELECT 1;").write(
        "3_c.down.sql",
        "ALTER TABLE t DROP c; ALTER TABLE t ADD c TEXT;",
    );
    let ended = verify(&folder, &[]).ends_with(1);
    assert!(ended.stdout.contains(LATER), "{}", ended.stdout);
}

#[rstest]
#[case::excuses_a_later_loss(&format!("\n{LATER}  x\n# "))]
#[case::destroys_the_file("\nrubbish")]
#[case::returns("\r# ")]
#[case::separates("\u{2028}rubbish")]
fn a_name_of_several_lines_comes_into_no_baseline(#[case] more: &str) {
    let folder = folder(more);
    let file = folder.project().join("known");
    fs::write(&file, KNOWN).expect("a test's own folder");
    for words in [&["--write-baseline"][..], &[]] {
        verify(&folder, words).fails_with(&["in its name", "rename it"]);
        assert_eq!(fs::read(&file).expect("it stays"), KNOWN.as_bytes());
    }
}

#[test]
fn the_folders_and_files_that_are_named_may_not_act_either() {
    let folder = folder("");
    for option in ["--rows", "--setup", "--baseline", "--migrations"] {
        let inside = folder.project().join("a\u{9b}b");
        fs::create_dir_all(&inside).expect("a test's own folder");
        let words = ["verify-rollback", option, "a\u{9b}b"];
        let run = Pgconform::new(folder.project(), &words).run();
        run.fails_with(&["a\\u{9b}b", "U+009B", "rename it"]);
    }
    let rows = folder.project().join("rows");
    fs::create_dir(&rows).expect("a test's own folder");
    fs::write(rows.join("V1\n.sql"), "").expect("a test's own folder");
    Pgconform::new(folder.project(), &["verify-rollback", "--rows", "rows"])
        .run()
        .fails_with(&["V1\\u{a}.sql", "U+000A", "rename it"]);
}

#[test]
fn an_approved_catalog_is_written_through_no_link_but_its_own() {
    let folder = folder("");
    let catalog = folder.project().join("fixtures/catalog");
    fs::create_dir_all(&catalog).expect("a test's own folder");
    let (victim, real) = (
        folder.project().join("victim"),
        folder.project().join("real"),
    );
    fs::write(&victim, "precious").expect("a test's own folder");
    for name in ["head.tmp", "head.txt.tmp", ".head.txt.tmp"] {
        symlink(&victim, catalog.join(name)).expect("the name is free");
    }
    symlink(&real, catalog.join("head.txt")).expect("the name is free");
    Pgconform::new(folder.project(), &["snapshot", "--write"])
        .run()
        .ends_with(0);
    assert_eq!(fs::read_to_string(&victim).expect("it stays"), "precious");
    assert!(catalog.join("head.txt").is_symlink());
    assert!(
        fs::read_to_string(&real)
            .expect("it was written")
            .contains("table public.t\n")
    );
}

#[test]
fn a_new_migration_is_written_through_no_link() {
    let folder = Folder::ours();
    let victim = folder.project().join("victim");
    symlink(&victim, folder.file("V0010__add_phone.sql")).expect("the name is free");
    Pgconform::new(folder.project(), &["new", "add_phone"])
        .run()
        .ends_with(2);
    assert!(!victim.exists());
}
