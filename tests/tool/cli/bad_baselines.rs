//! A baseline that cannot be read or written is one error that names the file, the line and the
//! cure; the file stays what it was.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

const ID: &str = "V2-no_down-0123456789ab";

fn verify(folder: &Folder, baseline: &str, more: &[&str]) -> Ended {
    let words = [&["verify-rollback", "--baseline", baseline], more].concat();
    Pgconform::new(folder.project(), &words).run()
}

#[test]
fn a_baseline_that_is_not_there_is_named_with_what_writes_it() {
    let folder = Folder::of("no_down");
    for missing in ["known.txt", "nowhere/known.txt"] {
        verify(&folder, missing, &[]).fails_with(&[missing, "no baseline", "--write-baseline"]);
    }
}

#[rstest]
#[case::no_id("# A comment.\n\nno_down 2\n", &["line 3", "'no_down'", "is not an id"])]
#[case::half_an_id("V2-no_down-0123456789\n", &["line 1", "'V2-no_down-0123456789'"])]
#[case::unknown_kind("V2-vanished-0123456789ab\n", &["line 1", "'V2-vanished-0123456789ab'"])]
#[case::merge_conflict("V2-no_down-0123456789ab  x\n<<<<<<< HEAD\n", &["line 2", "'<<<<<<<'"])]
#[case::twice(
    "V2-no_down-0123456789ab  x\n# Why.\nV2-no_down-0123456789ab  y\n",
    &["line 3", "is already on line 1"]
)]
#[case::something_else("{\"known\": []}\n", &["line 1", "'{\"known\":'"])]
fn a_line_that_makes_no_sense_is_named_and_nothing_is_written_over_it(
    #[case] text: &str,
    #[case] says: &[&str],
) {
    let folder = Folder::of("no_down");
    let file = folder.project().join("known.txt");
    fs::write(&file, text).expect("a test's own folder");
    let says = [says, &["known.txt", "correct the line"]].concat();
    for more in [&[][..], &["--write-baseline"]] {
        verify(&folder, "known.txt", more).fails_with(&says);
        assert_eq!(fs::read_to_string(&file).expect("it stays"), text);
    }
}

/// Of a file that is not text, a word may be all of it.
#[test]
fn a_word_that_is_no_id_is_named_by_its_beginning() {
    let folder = Folder::of("no_down");
    fs::write(folder.project().join("known.txt"), "x".repeat(100_000)).expect("its own folder");
    let ended = verify(&folder, "known.txt", &[]);
    assert!(ended.stderr.len() < 1000, "{} bytes", ended.stderr.len());
    ended.fails_with(&["known.txt, line 1", "'xxx", "xxx...'"]);
}

/// The next run would take it for settings.
#[test]
fn a_baseline_is_never_written_where_settings_are_read() {
    let folder = Folder::of("no_down");
    for path in ["pgconform.toml", "./pgconform.toml"] {
        let ended = verify(&folder, path, &["--write-baseline"]);
        ended.fails_with(&[path, "the settings file", "help: name another file"]);
    }
    assert!(!folder.project().join("pgconform.toml").exists());
}

#[test]
fn bytes_that_are_no_text_are_named_with_their_line() {
    let folder = Folder::of("no_down");
    let bytes = [b"# One.\n# Two \xff.\n".as_slice(), ID.as_bytes()].concat();
    fs::write(folder.project().join("known.txt"), bytes).expect("a test's own folder");
    verify(&folder, "known.txt", &[]).fails_with(&["known.txt, line 2", "UTF-8"]);
}

/// What editors and other systems do to a text is not a fault of it.
#[rstest]
#[case::crlf("# A comment.\r\n\r\nV2-no_down-0123456789ab  2 x: y\r\n")]
#[case::mark("\u{feff}# A comment.\n\nV2-no_down-0123456789ab\n")]
#[case::indented("  V2-no_down-0123456789ab\tx")]
#[case::empty("")]
fn a_text_that_only_looks_different_is_read(#[case] text: &str) {
    let folder = Folder::of("timestamps");
    fs::write(folder.project().join("known.txt"), text).expect("a test's own folder");
    let ended = verify(&folder, "known.txt", &["--format", "json"]).ends_with(0);
    let resolved = ended.json()["resolved"].as_array().map(Vec::len);
    assert_eq!(resolved, Some(usize::from(!text.is_empty())));
}

#[rstest]
#[case::folder(".")]
#[cfg_attr(target_os = "linux", case::full_device("/dev/full"))]
#[cfg_attr(target_os = "linux", case::endless_device("/dev/zero"))]
fn what_is_no_file_is_refused_and_never_replaced(#[case] path: &str) {
    let folder = Folder::of("no_down");
    for more in [&[][..], &["--write-baseline"]] {
        verify(&folder, path, more).fails_with(&[path, "not a regular file"]);
    }
    assert!(!fs::metadata(path).expect("it stays").is_file());
}

#[rstest]
#[case::no_such_folder("nowhere/known.txt", "No such file")]
#[cfg_attr(
    target_os = "linux",
    case::folder_that_takes_no_files("/proc/known.txt", "")
)]
fn a_place_that_cannot_be_written_is_reported_before_the_proof(
    #[case] path: &str,
    #[case] why: &str,
) {
    let folder = Folder::of("no_down");
    // The proof itself could not even begin here.
    let words = ["verify-rollback", "--baseline", path, "--write-baseline"];
    Pgconform::new(folder.project(), &words)
        .env("PGCONFORM_PG_BIN", folder.project().join("nowhere"))
        .run()
        .fails_with(&[
            "cannot write the baseline",
            path,
            why,
            "nothing was changed",
        ]);
}

#[test]
fn to_write_a_baseline_is_to_name_it() {
    let folder = Folder::of("no_down");
    Pgconform::new(folder.project(), &["verify-rollback", "--write-baseline"])
        .run()
        .fails_with(&[
            "--write-baseline lacks the file",
            "--baseline FILE",
            "pgconform.toml",
        ]);
}
