//! A command line that makes no sense ends with status 2 and says what would make some.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::secret::encoded;

const COMMANDS: [&str; 10] = [
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
        "2 it could not be asked",
        "130, 143 or 129",
    ] {
        assert!(help.stdout.contains(status), "{status}: {}", help.stdout);
    }
    assert_eq!(help.stderr, "");
}

#[rstest]
#[case("up", &["--to"])]
#[case("down", &["--to"])]
#[case("status", &["--reachable"])]
#[case("seed", &["--rows", "--force"])]
#[case("shell", &["OPTION"])]
#[case("db", &["start", "stop", "reset"])]
#[case("reset", &["--force", "--fresh"])]
#[case("verify-rollback", &["--rows", "--fail-on", "--baseline", "--write-baseline"])]
#[case("scratch", &["COMMAND"])]
#[case("new", &["NAME"])]
fn each_command_has_its_help(#[case] command: &str, #[case] own: &[&str]) {
    let folder = Folder::empty();
    let help = Pgconform::new(folder.project(), &[command, "--help"]).run();
    let help = help.ends_with(0);
    let common = [
        "--migrations",
        "--allow-gaps",
        "--database-url",
        "--wait",
        "--lock-wait",
        "--format",
        "--quiet",
    ];
    for option in common.iter().chain(own) {
        assert!(help.stdout.contains(option), "{option}: {}", help.stdout);
    }
}

#[test]
fn version_is_the_crates_version() {
    let folder = Folder::empty();
    let version = Pgconform::new(folder.project(), &["--version"]).run();
    let version = version.ends_with(0);
    let expected = format!("pgconform {}\n", env!("CARGO_PKG_VERSION"));
    pretty_assertions::assert_eq!(version.stdout, expected);
}

#[rstest]
#[case::unknown_command(&["upp"], &["'upp'", "'up'"])]
#[case::unknown_option(&["up", "--force"], &["'--force'"])]
#[case::down_without_a_target(&["down"], &["--to <VERSION>"])]
#[case::no_version(&["up", "--to", "latest"], &["'latest'", "'base' or 'head'"])]
#[case::negative_version(&["down", "--to=-1"], &["'-1'", "whole number"])]
#[case::no_number(&["status", "--wait", "soon"], &["'soon'", "--wait"])]
#[case::negative_number(&["status", "--lock-wait=-1"], &["'-1'", "--lock-wait"])]
#[case::unknown_format(&["status", "--format", "xml"], &["'xml'", "text, json"])]
#[case::no_name(&["new"], &["<NAME>"])]
#[case::command_without_dashes(&["scratch", "true"], &["'true'"])]
fn a_wrong_argument_is_named_with_what_is_right(#[case] words: &[&str], #[case] says: &[&str]) {
    let folder = Folder::ours();
    Pgconform::new(folder.project(), words)
        .run()
        .fails_with(says);
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
