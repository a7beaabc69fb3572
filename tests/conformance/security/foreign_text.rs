//! Text that others wrote can be read, and does nothing else: whatever it holds, and wherever it comes from,
//! neither a terminal nor a CI server finds anything in our output that it would obey.

use std::fs;
use std::process::Command;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// What a name of PostgreSQL's has room for: codes of terminals, marks that nobody sees, lines that GitHub and Azure obey.
const PIECES: [&str; 3] = [
    "t\x1b]52;c;eA==\x07\x1b[31mr\x1b[0m\u{9b}2J\u{85}\x08\x7f\r::debug::x",
    "t\n::add-mask::f\n  ::stop-commands::g\n##[error]h\n##vso[task.x]i",
    "t\u{202e}\u{2066}\u{200e}\u{61c}\u{200b}\u{200d}\u{2060}\u{feff}\u{2028}\u{2029}\u{ad}x",
];

/// Each a codepoint at which a terminal, a reader of lines or an eye goes astray.
const HIDDEN: &[std::ops::RangeInclusive<char>] = &[
    '\u{ad}'..='\u{ad}',
    '\u{61c}'..='\u{61c}',
    '\u{200b}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{feff}'..='\u{feff}',
];

/// The codes that our reports colour with, and clap's underline.
const COLOURS: [&str; 7] = [
    "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[31m", "\x1b[32m", "\x1b[33m",
];

fn name(piece: &str) -> String {
    format!("\"{piece}\"")
}

fn literal(piece: &str) -> String {
    format!("'{piece}'")
}

/// What `make` makes of each piece, one after the other.
fn each(make: impl Fn(&str) -> String) -> String {
    PIECES.iter().map(|piece| make(piece)).collect()
}

fn without_colours(text: &str) -> String {
    let text = text.to_owned();
    COLOURS
        .iter()
        .fold(text, |text, code| text.replace(code, ""))
}

/// Nothing in either stream acts. Lines of GitHub's format are commands of ours.
fn assert_harmless(what: &str, ended: &Ended) {
    for (stream, text) in [("stdout", &ended.stdout), ("stderr", &ended.stderr)] {
        let plain = without_colours(text);
        let acts = |c: char| c.is_control() && c != '\n' || HIDDEN.iter().any(|it| it.contains(&c));
        assert_eq!(plain.find(acts), None, "{what}: {stream} acts: {plain:?}");
        let ours = ["::error ", "::warning ", "::notice "];
        for line in plain.lines() {
            let is_ours = what.contains("github") && ours.iter().any(|it| line.starts_with(it));
            let is_command = line.trim_start().starts_with("::");
            assert!(
                is_ours || !is_command,
                "{what}: {stream} commands: {line:?}"
            );
            for mark in ["##[", "##vso["] {
                assert!(!line.contains(mark), "{what}: {stream} commands: {line:?}");
            }
        }
    }
}

/// The same, of a run that showed what it was to show.
fn assert_harmless_and_shown(what: &str, ended: &Ended) {
    assert_harmless(what, ended);
    let both = format!("{}{}", ended.stdout, ended.stderr);
    assert!(
        both.contains("\\u"),
        "{what}: nothing foreign was shown: {both}"
    );
}

/// Some migrations, and the status of their proof.
struct Source {
    files: Vec<(&'static str, String)>,
    status: i32,
}

impl Source {
    fn folder(&self) -> Folder {
        let folder = Folder::empty();
        for (file, text) in &self.files {
            folder.write(file, text);
        }
        folder
    }
}

fn source(files: impl IntoIterator<Item = (&'static str, String)>, status: i32) -> Source {
    Source {
        files: files.into_iter().collect(),
        status,
    }
}

/// Everything that has a name is left over.
fn names() -> Source {
    let up = each(|piece| {
        let name = name(piece);
        format!("CREATE TABLE {name} (id INT, {name} INT, CONSTRAINT {name} CHECK (id > 0));\n")
    });
    source(
        [
            ("V1__a.sql", up),
            ("V1__a.down.sql", "SELECT 1;\n".to_owned()),
        ],
        1,
    )
}

/// The down leaves other bodies, comments, defaults and labels than it found.
fn values() -> Source {
    let scene = "CREATE TABLE t (c TEXT);\n\
        CREATE FUNCTION f() RETURNS TEXT LANGUAGE sql AS 'SELECT NULL::text';\n";
    let change = each(|piece| {
        let text = literal(piece);
        format!(
            "COMMENT ON TABLE t IS {text};\nALTER TABLE t ALTER c SET DEFAULT {text};\n\
             CREATE OR REPLACE FUNCTION f() RETURNS TEXT LANGUAGE sql AS $x$SELECT {text}::text$x$;\n\
             CREATE TYPE {} AS ENUM ({text});\n",
            name(piece)
        )
    });
    source(
        [
            ("V1__a.sql", scene.to_owned()),
            (
                "V1__a.down.sql",
                "DROP FUNCTION f(); DROP TABLE t;\n".to_owned(),
            ),
            ("V2__b.sql", change),
            ("V2__b.down.sql", "SELECT 1;\n".to_owned()),
        ],
        1,
    )
}

/// A message, its detail and its hint are the migration's own.
fn raised() -> Source {
    let text = literal(&PIECES.concat());
    let up = format!(
        "DO $x$ BEGIN RAISE NOTICE USING MESSAGE = {text}; RAISE WARNING USING MESSAGE = {text};\n\
         RAISE EXCEPTION USING MESSAGE = {text}, DETAIL = {text}, HINT = {text}; END $x$;\n"
    );
    source([("V1__a.sql", up)], 1)
}

/// The file's own line is shown, and the name in it.
fn lines() -> Source {
    let (before, after) = (PIECES[1], PIECES[2]);
    let named = name(PIECES[0]);
    let up = format!("SELECT /* {before} */ {named} FROM nowhere /* {after} */;\n");
    source([("V1__a.sql", up)], 1)
}

/// A server shows the value that stands twice.
fn rows() -> Source {
    let text = literal(&PIECES.concat());
    let rows = format!("INSERT INTO t VALUES ({text}), ({text});\n");
    let up = format!("CREATE TABLE t (c TEXT);\n{rows}CREATE UNIQUE INDEX ON t (c);\n");
    source([("V1__a.sql", up)], 1)
}

/// Data of such names is lost.
fn losses() -> Source {
    let up = each(|piece| {
        format!(
            "CREATE TABLE {name} (id INT PRIMARY KEY, {name} INT);\n",
            name = name(piece)
        )
    });
    let down = each(|piece| {
        format!(
            "ALTER TABLE {name} DROP {name}; ALTER TABLE {name} ADD {name} INT;\n",
            name = name(piece)
        )
    });
    source(
        [
            ("V1__a.sql", up),
            (
                "V1__a.down.sql",
                each(|piece| format!("DROP TABLE {};\n", name(piece))),
            ),
            ("V2__b.sql", "SELECT 1;\n".to_owned()),
            ("V2__b.down.sql", down),
        ],
        1,
    )
}

/// A declaration's own words are shown.
fn declared() -> Source {
    let reason = PIECES
        .map(|piece| piece.replace(['\n', '\r'], " "))
        .concat();
    source(
        [
            ("V1__a.sql", "CREATE TABLE t ();\n".to_owned()),
            (
                "V1__a.down.sql",
                format!("-- pgconform: irreversible because {reason}\n"),
            ),
        ],
        0,
    )
}

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
    for format in ["text", "json", "junit", "github"] {
        let words = ["verify-rollback", "--format", format];
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

fn our_first() -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n")
        .write("V1__a.down.sql", "-- pgconform: loses t\nDROP TABLE t;\n");
    folder
}

fn on(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", db.url().reveal())
        .env("CLICOLOR_FORCE", "1")
        .run_in_colour()
}

#[tokio::test]
async fn what_a_database_holds_acts_in_no_answer() {
    let folder = our_first();
    let db = TestDb::empty().await;
    on(&db, &folder, &["up"]).ends_with(0);
    for piece in PIECES {
        let (table, index) = (name(piece), name(&piece.replacen('t', "i", 1)));
        db.run(&format!("CREATE TABLE {table} (id INT)")).await;
        db.run(&format!("INSERT INTO {table} VALUES (1), (1)"))
            .await;
        db.run(&format!("COMMENT ON TABLE t IS {}", literal(piece)))
            .await;
        // It is left invalid.
        let index = format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {table} (id)");
        let made = db.client().batch_execute(&index).await;
        made.expect_err("the rows are equal");
    }
    for words in [
        &["status"][..],
        &["status", "--format", "json"],
        &["verify"],
        &["verify", "--format", "json"],
    ] {
        let ended = on(&db, &folder, words).ends_with(1);
        assert_harmless_and_shown(&words.join(" "), &ended);
        let piped = Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", db.url().reveal())
            .run();
        assert_eq!(piped.stdout, without_colours(&ended.stdout), "{words:?}");
    }
}

#[rstest]
#[case::name("name", 1)]
#[case::checksum("checksum", 2)]
#[case::time("applied_on", 2)]
#[tokio::test]
async fn what_a_history_holds_acts_in_no_answer(#[case] column: &str, #[case] status: i32) {
    let folder = our_first();
    let db = TestDb::empty().await;
    on(&db, &folder, &["up"]).ends_with(0);
    let text = literal(&PIECES.concat());
    db.run(&format!(
        "UPDATE refinery_schema_history SET {column} = {text}"
    ))
    .await;
    for words in [
        &["status"][..],
        &["status", "--format", "json"],
        &["up"],
        &["down", "--to", "base"],
    ] {
        let ended = on(&db, &folder, words);
        if words[0] == "status" {
            assert_eq!(
                ended.status,
                Some(status),
                "{}{}",
                ended.stdout,
                ended.stderr
            );
        }
        assert_harmless(&words.join(" "), &ended);
    }
}

/// A try that got no lock is told with the server's message, which a migration may raise itself.
#[tokio::test]
async fn what_a_migration_raises_acts_in_no_log() {
    let folder = Folder::empty();
    let text = literal(&PIECES.concat());
    let raise = format!("RAISE EXCEPTION USING MESSAGE = {text}, ERRCODE = '55P03'");
    folder
        .write("V1__a.sql", "SELECT 1;\n")
        .write("V2__b.sql", &format!("DO $x$ BEGIN {raise}; END $x$;\n"));
    let db = TestDb::empty().await;
    for more in [&["--log", "text"][..], &["--log", "json"], &[]] {
        let words = [&["up", "--lock-timeout", "1"], more].concat();
        let ended = on(&db, &folder, &words).ends_with(2);
        assert!(ended.stderr.contains("trying again"), "{}", ended.stderr);
        assert_harmless_and_shown(&words.join(" "), &ended);
    }
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

#[rstest]
#[case::layout(&["up", "--layout"])]
#[case::target(&["up", "--to"])]
#[case::first(&["verify-rollback", "--from"])]
#[case::since(&["verify-rollback", "--since"])]
#[case::folder(&["verify-rollback", "--migrations"])]
#[case::rows(&["verify-rollback", "--rows"])]
#[case::set_up(&["verify-rollback", "--setup"])]
#[case::baseline(&["verify-rollback", "--baseline"])]
#[case::name(&["new"])]
#[case::program(&["scratch", "--"])]
#[case::url(&["status", "--database-url"])]
#[case::option(&["status", "--no-such-option"])]
fn what_stands_on_the_command_line_acts_in_no_error(#[case] words: &[&str]) {
    let folder = our_first();
    for piece in PIECES {
        for format in ["text", "json"] {
            let all = [&["--format", format], words, &[piece]].concat();
            let run = Pgconform::new(folder.project(), &all).env("CLICOLOR_FORCE", "1");
            assert_harmless(&all.join(" "), &run.run_in_colour().ends_with(2));
        }
    }
}

#[rstest]
#[case::version(&["verify-rollback", "--from", PIECES[1]])]
#[case::baseline(&["verify-rollback", "--baseline", PIECES[0]])]
#[case::set_up(&["verify-rollback", "--setup", PIECES[2]])]
fn an_error_is_one_command_of_githubs(#[case] words: &[&str]) {
    let folder = our_first();
    let words = [&["--format", "github"], words].concat();
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
    assert_harmless_and_shown("github", &ended);
    let is_ours = ended.stdout.starts_with("::error title=pgconform::");
    assert!(
        is_ours && ended.stdout.lines().count() == 1,
        "{}",
        ended.stdout
    );
}

#[test]
fn what_git_says_acts_in_no_error() {
    let folder = our_first();
    let made = Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(folder.project())
        .status();
    assert!(made.expect("git can be run").success());
    for piece in PIECES {
        for format in ["text", "json", "github"] {
            let words = ["verify-rollback", "--since", piece, "--format", format];
            let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
            assert_harmless_and_shown(format, &ended);
        }
    }
}

#[test]
fn what_a_file_of_settings_holds_acts_in_no_error() {
    let folder = our_first();
    for piece in PIECES {
        for text in [
            format!("{piece}\n"),
            format!("DATABASE_URL=\"{piece}\"\n"),
            format!("DATABASE_URL=\"postgresql://127.0.0.1:1/{piece}\"\n"),
            format!("DATABASE_URL=\"host=127.0.0.1 port=1 dbname='{piece}'\"\n"),
            format!("DATABASE_URL=\"postgresql://127.0.0.1:1/d?{piece}=1\"\n"),
        ] {
            fs::write(folder.project().join(".env"), &text).expect("a test's own folder");
            let words = ["status", "--wait", "0"];
            let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
            assert_harmless(&text, &ended);
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
