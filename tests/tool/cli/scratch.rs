//! `scratch` runs a command on a throw-away database at head, and passes on its exit status.

use std::fs;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{PROGRAM, Pgconform};
use crate::support::folder::Folder;

#[test]
fn the_command_finds_a_database_at_head_in_its_environment() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", PROGRAM, "status", "--format", "json"];
    let status = Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(0)
        .json();
    assert_eq!(status["at_head"], true);
    assert_eq!(status["current"], "9");
}

#[test]
fn the_command_may_do_with_it_whatever_it_likes() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", PROGRAM, "down", "--to", "base"];
    let moved = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(
        moved.stdout.ends_with("the database is at base\n"),
        "{}",
        moved.stdout
    );
}

#[rstest]
#[case::success("exit 0", 0)]
#[case::failure("exit 1", 1)]
#[case::any_failure("exit 77", 77)]
#[case::killed("kill -9 $$", 137)]
fn the_commands_exit_status_is_passed_on(#[case] script: &str, #[case] status: i32) {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", script];
    Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(status);
}

#[test]
fn what_the_command_writes_is_all_there_is_on_stdout() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", "echo out; echo err >&2"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert_eq!(ended.stdout, "out\n");
    assert!(ended.stderr.ends_with("err\n"), "{}", ended.stderr);
}

#[test]
fn a_database_of_the_environment_is_hidden_from_the_command() {
    let folder = Folder::first_nine();
    let words = ["scratch", "--", "/bin/sh", "-c", "echo \"$DATABASE_URL\""];
    let ended = Pgconform::new(folder.project(), &words)
        .env("DATABASE_URL", "postgresql://app@production.example/shop")
        .run()
        .ends_with(0);
    assert!(!ended.stdout.contains("production"), "{}", ended.stdout);
    assert!(
        ended.stdout.starts_with("postgresql://postgres"),
        "{}",
        ended.stdout
    );
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let folder = Folder::first_nine();
    Pgconform::new(folder.project(), &["scratch", "--", "no-such-program"])
        .run()
        .fails_with(&[
            "cannot run 'no-such-program'",
            "check that it is installed and on PATH",
        ]);
}

#[tokio::test]
async fn without_a_command_it_is_psql() {
    // What the local source would look for on PATH is in the cache after this.
    drop(TestDb::empty().await);
    let folder = Folder::first_nine();
    let nothing = folder.project().join("nothing");
    fs::create_dir(&nothing).expect("the name is free");
    Pgconform::new(folder.project(), &["scratch"])
        .env("PATH", &nothing)
        .run()
        .fails_with(&[
            "cannot run 'psql'",
            "check that it is installed and on PATH",
        ]);

    let psql = folder.project().join("psql");
    fs::write(&psql, "#!/bin/sh\necho \"$# $PGUSER@$PGHOST\"\n").expect("the name is free");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&psql, mode).expect("it is a test's own");
    let ended = Pgconform::new(folder.project(), &["scratch"])
        .env("PATH", folder.project())
        .run()
        .ends_with(0);
    // Nothing among its arguments, where others could see a password.
    assert!(
        ended.stdout.starts_with("0 postgres@127.0.0.1\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn migrations_that_fail_are_reported_and_nothing_is_run() {
    let folder = Folder::of("syntax_error_in_an_up");
    let words = ["scratch", "--", "/bin/sh", "-c", "echo it ran"];
    Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&["V2__create_b.sql, line 3, column 9", "SQLSTATE 42601"]);
}

/// Tables of which only a project's own rows fill one: nobody guesses what has this checksum.
fn with_codes() -> Folder {
    let folder = Folder::empty();
    folder.write(
        "V1__create_codes.sql",
        "CREATE TABLE users (id integer PRIMARY KEY, name text);
         CREATE TABLE codes (code text NOT NULL CHECK (md5(code) = 'bb3aec0fdcdbc2974890f805c585d432'));",
    );
    folder.write(
        "V1__create_codes.down.sql",
        "DROP TABLE codes; DROP TABLE users;",
    );
    folder
}

#[test]
fn generated_rows_stand_in_it_where_they_are_asked_for() {
    let folder = with_codes();
    let words = ["scratch", "--rows", "--", "/bin/sh", "-c", "echo $PGUSER"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert_eq!(ended.stdout, "postgres\n");
    let told = "generated rows: 1 of 2 tables hold rows, 1 of 1 nullable columns hold NULL";
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
    let empty =
        "stayed empty: public.codes: new row for relation \"codes\" violates check constraint";
    assert!(ended.stderr.contains(empty), "{}", ended.stderr);
}

#[test]
fn a_projects_own_rows_stand_beside_the_generated_ones() {
    let folder = with_codes();
    let rows = folder.project().join("rows");
    fs::create_dir(&rows).expect("the name is free");
    let own = "INSERT INTO codes VALUES ('seven')";
    fs::write(rows.join("V1.sql"), own).expect("the folder is new");
    let words = ["scratch", "--rows=rows", "--", "/bin/sh", "-c", "exit 3"];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(3);
    let told = "generated rows: 2 of 2 tables hold rows";
    assert!(ended.stderr.contains(told), "{}", ended.stderr);
    assert!(!ended.stderr.contains("stayed empty"), "{}", ended.stderr);
}

#[test]
fn how_well_tables_are_filled_is_in_the_long_report_of_a_proof_and_in_json() {
    let folder = with_codes();
    let prove = |words: &[&str]| {
        let words = [&["verify-rollback"], words].concat();
        Pgconform::new(folder.project(), &words).run().ends_with(0)
    };
    let told = "rows at the end: 1 of 2 tables hold rows, 1 of 1 nullable columns hold NULL";
    let long = prove(&["--verbose"]).stdout;
    assert!(long.contains(told), "{long}");
    assert!(
        long.contains("│ public.users ┆    6 ┆                   1 of 1 ┆"),
        "{long}"
    );
    assert!(!prove(&[]).stdout.contains("rows at the end"));

    let fill = &prove(&["--format", "json"]).json()["fill"];
    let counts = ["tables", "filled", "nullable_columns", "columns_with_null"];
    assert_eq!(counts.map(|it| fill[it].as_u64()), [2, 1, 1, 1].map(Some));
    assert_eq!(fill["empty"][0]["table"], "public.codes");
    assert_eq!(fill["empty"][0]["constraint"], "codes_code_check");
    assert_eq!(fill["by_table"][1]["columns"][0]["distinct"], 6);
}
