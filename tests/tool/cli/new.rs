//! `new` writes the next pair of files, or nothing: never over a file, never half a pair.

use std::fs;

use pgconform::migrations::Version;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform, keys};
use crate::support::folder::Folder;

fn new(folder: &Folder, name: &str) -> Ended {
    Pgconform::new(folder.project(), &["new", name]).run()
}

fn files(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path()).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it can be listed").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_next_number_is_taken_with_as_many_digits_as_the_others_have() {
    let folder = Folder::first_nine();
    let first = new(&folder, "add_phone").ends_with(0);
    assert_eq!(
        first.stdout,
        "migrations/V0010__add_phone.sql\nmigrations/V0010__add_phone.down.sql\n"
    );
    assert_eq!(first.stderr, "");
    let second = new(&folder, "add_phone").ends_with(0);
    assert_eq!(
        second.stdout,
        "migrations/V0011__add_phone.sql\nmigrations/V0011__add_phone.down.sql\n"
    );
    let migrations = folder.load();
    assert_eq!(migrations.head(), Version(11));
    assert!(migrations.all()[9].down.is_some() && migrations.all()[10].down.is_some());
}

#[test]
fn the_files_are_named_in_json() {
    let folder = Folder::first_nine();
    let words = ["new", "add_phone", "--format", "json"];
    let written = Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(0)
        .json();
    assert_eq!(keys(&written), ["down", "up"]);
    assert_eq!(written["up"], "migrations/V0010__add_phone.sql");
    assert_eq!(written["down"], "migrations/V0010__add_phone.down.sql");
}

#[rstest]
#[case::nothing_there_yet(true)]
#[case::an_empty_folder(false)]
fn the_first_pair_begins_the_folder(#[case] remove: bool) {
    let folder = Folder::empty();
    if remove {
        fs::remove_dir(folder.path()).expect("it is empty");
    }
    new(&folder, "create_users").ends_with(0);
    assert_eq!(
        files(&folder),
        ["V0001__create_users.down.sql", "V0001__create_users.sql"]
    );
}

#[test]
fn timestamps_go_on_as_timestamps() {
    let folder = Folder::of("timestamps");
    new(&folder, "add_phone").ends_with(0);
    let head = folder.load().head();
    assert_eq!(head.to_string().len(), "20250630235959".len(), "{head}");
    assert!(head > Version(20_250_630_235_959), "{head}");
}

#[rstest]
#[case("add phone", "add_phone")]
#[case("add-phone", "add_phone")]
#[case(" add phone ", "add_phone")]
fn words_become_one_name(#[case] words: &str, #[case] name: &str) {
    let folder = Folder::first_nine();
    new(&folder, words).ends_with(0);
    assert!(files(&folder).contains(&format!("V0010__{name}.sql")));
}

#[rstest]
#[case("")]
#[case(" ")]
#[case("add/phone")]
#[case("../add_phone")]
#[case("add.phone")]
#[case("add_phone.down")]
#[case("add\nphone")]
#[case("add;phone")]
#[case("add'phone")]
fn a_name_that_no_file_may_have_is_refused(#[case] name: &str) {
    let folder = Folder::first_nine();
    let before = files(&folder);
    let shown = name.replace('\n', "\\u{a}");
    let quoted = format!("'{shown}' cannot name a migration");
    new(&folder, name).fails_with(&[&quoted, "letters, digits and underscores"]);
    assert_eq!(files(&folder), before);
}

/// The up's name is just short enough for a file, and the down's is not.
#[test]
fn where_the_down_cannot_be_written_no_up_is_left() {
    let folder = Folder::first_nine();
    let before = files(&folder);
    let name = "a".repeat(255 - "V0010__.sql".len());
    new(&folder, &name).fails_with(&["cannot write", ".down.sql", "too long"]);
    assert_eq!(files(&folder), before);
    new(&folder, &name[".down".len()..]).ends_with(0);
    assert_eq!(files(&folder).len(), before.len() + 2);
}

#[test]
fn a_file_that_is_there_already_is_left_as_it_is() {
    let folder = Folder::first_nine();
    // A down alone is a broken folder, and says so before anything is written.
    folder.write("V0010__add_phone.down.sql", "-- mine\n");
    let before = files(&folder);
    new(&folder, "add_phone").fails_with(&["V0010__add_phone.down.sql has no up beside it"]);
    assert_eq!(files(&folder), before);
    let text = fs::read_to_string(folder.file("V0010__add_phone.down.sql"));
    assert_eq!(text.expect("it is there"), "-- mine\n");
}

/// Whoever asks at the same moment gets the same number; the file belongs to one of them.
#[test]
fn of_four_who_ask_at_once_each_gets_a_pair_of_its_own() {
    let folder = Folder::first_nine();
    let children: Vec<_> = (0..4)
        .map(|_| Pgconform::new(folder.project(), &["new", "add_phone"]).start())
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("it was started");
        Ended::new("new".to_owned(), &output).ends_with(0);
    }
    assert_eq!(folder.load().all().len(), 9 + 4);
    let pairs = files(&folder);
    assert_eq!(
        pairs.iter().filter(|file| file.starts_with('V')).count(),
        2 * (9 + 4)
    );
}
