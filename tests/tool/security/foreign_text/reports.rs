//! What the proof and the snapshot print.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::migrations::{Source, declared, lines, losses, names, raised, rows, values};
use super::{PIECES, assert_harmless, assert_harmless_and_shown, our_first};
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const FORMATS: [&str; 8] = [
    "text",
    "json",
    "junit",
    "github",
    "sarif",
    "codequality",
    "markdown",
    "html",
];

#[rstest]
#[case::names(names())]
#[case::values(values())]
#[case::raised(raised())]
#[case::lines(lines())]
#[case::rows(rows())]
#[case::losses(losses())]
#[case::declared(declared())]
fn what_a_migration_holds_acts_in_no_report(#[case] source: Source) {
    let folder = source.folder();
    for format in FORMATS {
        let words = ["verify-rollback", "--verbose", "--format", format];
        let run = Pgconform::new(folder.project(), &words).env("CLICOLOR_FORCE", "1");
        let ended = run.run_in_colour().ends_with(source.status);
        match format {
            "text" | "json" => assert_harmless_and_shown(format, &ended),
            _ => assert_harmless(format, &ended),
        }
    }
    for format in ["text", "json"] {
        let words = ["snapshot", "--format", format];
        assert_harmless("snapshot", &Pgconform::new(folder.project(), &words).run());
    }
}

/// It is a text to be compared: what was approved is what is printed, and both say all there is.
#[test]
fn a_snapshot_shows_what_nobody_sees_and_leaves_the_rest_alone() {
    let folder = values().folder();
    let body = "\tSELECT E'é\\n漢\\u00e9'::text --";
    folder.write(
        "V3__c.sql",
        &format!("CREATE FUNCTION g() RETURNS TEXT LANGUAGE sql AS $x$\n{body} \u{202e}\r\n$x$;\n"),
    );
    let snapshot = |more: &[&str]| {
        Pgconform::new(folder.project(), &[&["snapshot"], more].concat())
            .run()
            .ends_with(0)
    };
    let printed = snapshot(&[]).stdout;
    let name = r#"enum public."t\u{a}::add-mask::f\u{a}  ::stop-commands::g\u{a}##\u{5b}error]"#;
    for shown in [
        format!("\n    |{body} \\u{{202e}}\\u{{d}}|\n"),
        format!("\n{name}"),
    ] {
        assert!(printed.contains(&shown), "no {shown} in {printed}");
    }
    snapshot(&["--write"]);
    let file = folder.project().join("fixtures/catalog/head.txt");
    assert_eq!(fs::read_to_string(file).expect("it was approved"), printed);
}

/// Our own runner as somebody else's tool, whose names of versions are others than the list's.
const UP: &str =
    "case $VERSION in 1) to=1 ;; *) to=2 ;; esac; pgconform up --quiet --migrations moves --to $to";
const DOWN: &str = "pgconform down --quiet --migrations moves --to ${TARGET:-base}";

#[rstest]
#[case::names("cat list", UP, 0)]
#[case::last_words("cat list", "cat words; exit 1", 1)]
#[case::words_of_the_list("cat words >&2; exit 1", "true", 2)]
fn what_a_command_says_acts_in_no_report(
    #[case] list: &str,
    #[case] up: &str,
    #[case] status: i32,
) {
    let folder = Folder::empty();
    let all = PIECES.concat();
    let names = all.replace('\n', " ");
    for (file, text) in [
        ("words", &all),
        ("list", &format!("1 {names}\n2{}\n", PIECES[2])),
    ] {
        fs::write(folder.project().join(file), text).expect("a test's own folder");
    }
    let moves = folder.project().join("moves");
    fs::create_dir(&moves).expect("a test's own folder");
    for (file, sql) in [
        ("V1__a.sql", "CREATE TABLE a (id int)"),
        ("V1__a.down.sql", "DROP TABLE a"),
        ("V2__b.sql", "CREATE TABLE b (id int)"),
        ("V2__b.down.sql", "DROP TABLE b"),
    ] {
        fs::write(moves.join(file), sql).expect("a test's own folder");
    }
    for format in ["text", "json", "junit", "github"] {
        let line = format!(
            "pgconform verify-rollback --format {format} --allow loss --list-command '{list}' --up-command '{up}' --down-command '{DOWN}'"
        );
        let ended = Pgconform::shell(folder.project(), &line)
            .run()
            .ends_with(status);
        if (format, status) == ("github", 0) {
            assert_harmless(format, &ended);
        } else {
            assert_harmless_and_shown(format, &ended);
        }
    }
}

/// Words beside an id may be anybody's: only the id counts.
#[test]
fn what_a_baseline_holds_acts_in_no_report() {
    let folder = our_first();
    let words = PIECES.concat().replace('\n', " ");
    let known = format!("V1-differs-0123456789ab  {words}\n");
    fs::write(folder.project().join("known"), known).expect("a test's own folder");
    for format in ["text", "json", "junit", "github"] {
        let words = ["verify-rollback", "--baseline", "known", "--format", format];
        let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
        match format {
            "text" | "json" => assert_harmless_and_shown(format, &ended),
            _ => assert_harmless(format, &ended),
        }
    }
}
