//! A folder that cannot be a history is refused before a database is touched, by the name of the
//! file that is wrong.

use std::os::unix::fs::symlink;
use std::path::Path;

use pgconform::migrations::{Error, Gaps, Layout, Migrations, Reading, Version};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::Folder;
use crate::support::moves::{to, up};

/// The last part of a path.
fn name(path: &Path) -> String {
    let name = path.file_name().expect("every path here ends in a name");
    name.to_string_lossy().into_owned()
}

fn refusal(folder: &Folder) -> Error {
    folder.try_load().expect_err("the folder is broken")
}

#[test]
fn two_files_of_one_version_are_both_named() {
    match refusal(&Folder::of("duplicate_version")) {
        Error::DuplicateVersion {
            version,
            first,
            second,
        } => {
            assert_eq!(version, "2");
            assert_eq!(
                (name(&first).as_str(), name(&second).as_str()),
                ("V2__create_b.sql", "V2__create_c.sql")
            );
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn one_version_written_with_and_without_zeros_is_a_duplicate() {
    let folder = Folder::of("gap");
    folder.write("V003__create_d.sql", "CREATE TABLE d ();\n");
    match refusal(&folder) {
        Error::DuplicateVersion { version, .. } => assert_eq!(version, "3"),
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_number_that_is_left_out_is_named_by_its_neighbours() {
    let folder = Folder::of("gap");
    match refusal(&folder) {
        Error::Gap {
            folder: at,
            before,
            after,
        } => {
            assert_eq!((before, after), (Version(1), Version(3)));
            assert_eq!(at, folder.path());
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[tokio::test]
async fn a_gap_that_is_allowed_is_passed() {
    let migrations = Folder::of("gap").load_with_gaps();
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &migrations, to(3)).await, [1, 3]);
}

#[tokio::test]
async fn timestamps_leave_out_numbers_by_nature() {
    let migrations = Folder::of("timestamps").load();
    let mut db = TestDb::empty().await;
    assert_eq!(
        up(&mut db, &migrations, to(20_250_630_235_959)).await,
        [20_240_101_120_000, 20_250_630_235_959]
    );
}

#[test]
fn a_down_without_its_up_is_named_with_the_file_that_is_missing() {
    match refusal(&Folder::of("down_without_up")) {
        Error::DownWithoutUp { down, up } => {
            assert_eq!(name(&down), "V2__create_b.down.sql");
            assert_eq!(name(&up), "V2__create_b.sql");
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_down_of_another_name_than_its_up_is_without_one() {
    let folder = Folder::first_nine();
    folder.remove("V0009__add_role.down.sql");
    folder.write(
        "V0009__add_roles.down.sql",
        "ALTER TABLE users DROP role;\n",
    );
    match refusal(&folder) {
        Error::DownWithoutUp { down, .. } => assert_eq!(name(&down), "V0009__add_roles.down.sql"),
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_file_of_an_unknown_name_is_named_and_not_skipped() {
    match refusal(&Folder::of("unknown_name")) {
        Error::UnknownFileName { file, .. } => assert_eq!(name(&file), "create_b.sql"),
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn notes_and_hidden_files_are_no_migrations() {
    let folder = Folder::first_nine();
    let files = folder.load().all().len();
    folder.write("README.md", "Conventions.").write(".keep", "");
    assert_eq!(folder.load().all().len(), files);
}

#[test]
fn a_folder_inside_is_named_and_not_skipped() {
    match refusal(&Folder::of("subfolder")) {
        Error::Subfolder(path) => assert_eq!(name(&path), "later"),
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_file_that_is_no_text_is_named_with_its_first_bad_byte() {
    match refusal(&Folder::of("not_utf8")) {
        Error::NotText { path, offset } => {
            assert_eq!(
                (name(&path).as_str(), offset),
                ("V1__create_a.sql", "-- Caf".len())
            );
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_nul_is_no_text_either() {
    let folder = Folder::first_nine();
    folder.write("V0005__index_lookups.sql", "SELECT 1;\0");
    match refusal(&folder) {
        Error::NotText { path, offset } => {
            assert_eq!(
                (name(&path).as_str(), offset),
                ("V0005__index_lookups.sql", 9)
            );
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_misspelt_directive_is_named_with_its_line() {
    match refusal(&Folder::of("misspelt_directive")) {
        Error::InFile { path, line, why } => {
            assert_eq!((name(&path).as_str(), line), ("V1__create_a.sql", Some(2)));
            assert!(why.contains("'no_transaction'"), "{why}");
        }
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[test]
fn a_link_that_leads_nowhere_is_unreadable() {
    let folder = Folder::first_nine();
    symlink("nowhere", folder.file("V0010__linked.sql")).expect("the name is free");
    match refusal(&folder) {
        Error::Unreadable { path, .. } => assert_eq!(name(&path), "V0010__linked.sql"),
        error => panic!("refused otherwise: {error:?}"),
    }
}

#[rstest]
#[case::end_of_line("V2__a\nb.sql", '\n')]
#[case::carriage_return("V2__a\rb.sql", '\r')]
#[case::escape("V2__a\x1b[8mb.sql", '\x1b')]
#[case::delete("V2__a\x7fb.sql", '\x7f')]
#[case::c1("V2__a\u{9b}b.sql", '\u{9b}')]
#[case::separator("V2__a\u{2028}b.sql", '\u{2028}')]
#[case::right_to_left("V2__a\u{202e}b.sql", '\u{202e}')]
#[case::isolate("V2__a\u{2066}b.sql", '\u{2066}')]
#[case::no_migration_at_all("a\tb", '\t')]
fn a_name_that_acts_where_it_is_shown_is_refused(#[case] file: &str, #[case] acts: char) {
    for layout in [None, Some("sqlx"), Some("flyway")] {
        let folder = Folder::of("gap");
        folder.write(file, "");
        let reading = Reading {
            layout: layout.and_then(Layout::named),
            ..Reading::default()
        };
        match reading.read(&folder.path()) {
            Err(error @ Error::Name { character, .. }) => {
                assert_eq!(character, acts);
                let said = error.to_string();
                // The help stands on a line of its own.
                let words = said.replace("\nhelp: ", " ");
                assert!(!words.contains(acts), "{said:?}");
                let code = format!("U+{:04X}", u32::from(acts));
                for word in [&code, "rename it", "\\u{"] {
                    assert!(said.contains(word), "{said}");
                }
            }
            other => panic!("{layout:?} ended otherwise: {other:?}"),
        }
    }
}

#[test]
fn a_folder_whose_name_acts_where_it_is_shown_is_refused() {
    let folder = Folder::empty();
    let inside = folder.file("later\x1b");
    std::fs::create_dir(&inside).expect("the name is free");
    for error in [
        refusal(&folder),
        Migrations::load(&inside, Gaps::Refuse).expect_err("its name acts"),
    ] {
        assert!(
            matches!(&error, Error::Name { path, .. } if *path == inside),
            "{error:?}"
        );
    }
}

/// Nobody reads what is excluded.
#[test]
fn a_note_may_have_any_name() {
    let folder = Folder::first_nine();
    folder.write("a\nb.md", "");
    assert_eq!(folder.load().all().len(), 9);
}

#[test]
fn an_empty_folder_holds_no_migrations() {
    let folder = Folder::empty();
    folder.write("README.md", "Nothing yet.");
    assert!(matches!(refusal(&folder), Error::Empty(path) if path == folder.path()));
}

#[test]
fn a_missing_folder_and_a_file_in_its_place_are_distinguished() {
    let folder = Folder::empty();
    std::fs::remove_dir(folder.path()).expect("it is empty");
    assert!(matches!(refusal(&folder), Error::NoFolder(path) if path == folder.path()));
    std::fs::write(folder.path(), "").expect("the name is free");
    assert!(matches!(refusal(&folder), Error::NotAFolder(path) if path == folder.path()));
}

#[test]
fn a_target_that_no_file_has_is_named_with_those_there_are() {
    match Folder::first_nine().load().resolve(to(99)) {
        Err(Error::UnknownVersion {
            version,
            first,
            head,
            ..
        }) => assert_eq!(
            (version, first, head),
            (Version(99), Version(1), Version(9))
        ),
        other => panic!("resolved otherwise: {other:?}"),
    }
}
