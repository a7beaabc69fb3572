//! A command line that makes no sense ends with status 2 and says what would make some.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::secret::encoded;

const COMMANDS: [&str; 15] = [
    "up",
    "down",
    "status",
    "reset",
    "verify-rollback",
    "scratch",
    "seed",
    "shell",
    "db",
    "new",
    "init",
    "config",
    "explain",
    "completions",
    "man",
];

#[test]
fn help_lists_every_command_and_says_what_each_exit_status_means() {
    let folder = Folder::empty();
    let help = Pgconform::new(folder.project(), &["--help"])
        .run()
        .ends_with(0);
    for command in COMMANDS {
        let line = format!("\n  {command} ");
        assert!(help.stdout.contains(&line), "no {command}: {}", help.stdout);
    }
    for status in [
        "0 it holds",
        "1 it does not",
        "2 there is no answer",
        "130, 143 or 129",
    ] {
        assert!(help.stdout.contains(status), "{status}: {}", help.stdout);
    }
    assert_eq!(help.stderr, "");
}

#[rstest]
#[case("up", &["--to", "--migrations", "--database-url", "--wait", "--lock-wait"], &["--confine", "--rows"])]
#[case("down", &["--to", "--dry-run", "--statement-timeout"], &["--confine", "--setup"])]
#[case("status", &["--reachable", "--wait"], &["--lock-wait", "--setup"])]
#[case("seed", &["--rows", "--force", "--database-url"], &["--lock-timeout"])]
#[case("shell", &["OPTION", "--database-url"], &["--migrations", "--format"])]
#[case("db start", &["--port", "--database-url"], &["--migrations", "--wait"])]
#[case("db reset", &["--force"], &["--migrations"])]
#[case("reset", &["--force", "--fresh", "--lock-wait"], &["--confine"])]
#[case("verify-rollback", &["--rows", "--fail-on", "--write-baseline", "--report", "--confine"], &["--database-url", "--lock-wait"])]
#[case("verify", &["--database-url", "--confine", "--list-command"], &["--lock-timeout"])]
#[case("snapshot", &["--write", "--setup"], &["--database-url"])]
#[case("scratch", &["COMMAND", "--confine"], &["--database-url", "--format"])]
#[case("new", &["NAME", "--migrations"], &["--database-url", "--lock-timeout", "--setup"])]
fn a_commands_help_lists_the_options_that_it_needs_with_examples(
    #[case] command: &str,
    #[case] has: &[&str],
    #[case] has_not: &[&str],
) {
    let folder = Folder::empty();
    let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
    let help = Pgconform::new(folder.project(), &words).run().ends_with(0);
    let help = help.stdout;
    let example = format!("Examples:\n  pgconform {command}");
    for text in [&["--quiet", "Global:", &example][..], has].concat() {
        assert!(help.contains(text), "{text}: {help}");
    }
    for option in has_not {
        assert!(!help.contains(option), "{option}: {help}");
    }
}

#[test]
fn version_is_the_crates_with_the_majors_of_postgresql() {
    let folder = Folder::empty();
    let version = Pgconform::new(folder.project(), &["--version"]).run();
    let version = version.ends_with(0);
    // Builds for development know no commit.
    let crates = env!("CARGO_PKG_VERSION");
    let expected = format!("pgconform {crates} (PostgreSQL 14, 15, 16, 17, 18)\n");
    pretty_assertions::assert_eq!(version.stdout, expected);
    let short = Pgconform::new(folder.project(), &["-V"]).run().ends_with(0);
    pretty_assertions::assert_eq!(short.stdout, expected);
}

#[rstest]
#[case::unknown_command(&["upp"], &["'upp'", "'up'"])]
#[case::unknown_option(&["up", "--force"], &["'--force'"])]
#[case::down_without_a_target(&["down"], &["--to <VERSION>"])]
#[case::no_version(&["up", "--to", "latest"], &["'latest'", "'base' or 'head'"])]
#[case::negative_version(&["down", "--to=-1"], &["'-1'", "whole number"])]
#[case::no_time(&["status", "--wait", "soon"], &["'soon'", "--wait", "500ms", "without a unit it is seconds"])]
#[case::no_unit_of_time(&["up", "--lock-timeout", "5 parsecs"], &["'5 parsecs'", "ms, s, min, h or d"])]
#[case::negative_number(&["up", "--lock-wait=-1"], &["'-1'", "--lock-wait"])]
#[case::unknown_format(&["status", "--format", "xml"], &["'xml'", "text, json"])]
#[case::no_name(&["new"], &["<NAME>"])]
#[case::command_without_dashes(&["scratch", "psql", "-c", "x"], &["'psql'", "tip: ", "'pgconform scratch -- psql ...'"])]
#[case::url_without_its_option(&["status", "postgres://u:Kestrel@h/db"], &["'<a URL>'", "tip: ", "'--database-url URL'"])]
#[case::options_of_psql_without_dashes(&["shell", "-c", "x"], &["'-c'", "tip: ", "'pgconform shell -- -c ...'"])]
#[case::misspelt_option_of_ours(&["scratch", "--migration", "x"], &["'--migrations'"])]
#[case::misspelt_command(&["statsu"], &["'statsu'", "'status'"])]
#[case::an_option_of_other_commands(&["new", "x", "--lock-timeout", "5"], &["'--lock-timeout'"])]
fn a_wrong_argument_is_named_with_what_is_right(#[case] words: &[&str], #[case] says: &[&str]) {
    let folder = Folder::ours();
    Pgconform::new(folder.project(), words)
        .run()
        .fails_with(says);
}

/// Every option could stand there before commands had options of their own.
#[test]
fn options_before_the_command_still_count() {
    let folder = Folder::empty();
    let words = ["--migrations", "elsewhere", "-q", "new", "add_role"];
    let written = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(
        written
            .stdout
            .starts_with("elsewhere/V0001__add_role.sql\n"),
        "{}",
        written.stdout
    );
    let help = Pgconform::new(folder.project(), &["--help"])
        .run()
        .ends_with(0);
    assert!(!help.stdout.contains("--migrations"), "{}", help.stdout);
}

#[test]
fn no_command_at_all_shows_the_help_as_an_error() {
    let folder = Folder::empty();
    let ended = Pgconform::new(folder.project(), &[]).run().ends_with(2);
    assert!(
        ended.stderr.contains("Usage: pgconform"),
        "{}",
        ended.stderr
    );
    assert_eq!(ended.stdout, "");
}

/// The harness looks for the password in whatever was written.
#[rstest]
#[case::as_an_argument(&["up", "URL"])]
#[case::as_a_target(&["up", "--to", "URL"])]
#[case::after_a_misspelt_option(&["up", "--databas-url", "URL"])]
#[case::with_a_misspelt_option(&["up", "--databas-url=URL"])]
#[case::as_a_number(&["up", "--wait=URL"])]
#[case::as_a_format(&["status", "--format", "URL"])]
#[case::without_a_command(&["--database-url", "URL"])]
fn a_url_at_the_wrong_place_is_not_repeated(#[case] words: &[&str]) {
    let url = format!("postgresql://app:{}@db.example/shop", encoded());
    let words: Vec<String> = words.iter().map(|word| word.replace("URL", &url)).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let folder = Folder::ours();
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
    assert!(ended.stderr.contains("--help"), "{}", ended.stderr);
}
