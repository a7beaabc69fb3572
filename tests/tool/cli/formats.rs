//! Each command writes the formats that it has, and refuses the others by name.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

#[rstest]
fn only_checks_have_junit_and_github(
    #[values("up", "status", "reset", "snapshot", "new x", "down --to base")] command: &str,
    #[values("junit", "github")] format: &str,
    #[values("before", "after")] place: &str,
) {
    let folder = Folder::ours();
    let command: Vec<&str> = command.split(' ').collect();
    let format = ["--format", format];
    let words = match place {
        "before" => [&format[..], &command].concat(),
        _ => [&command[..], &format].concat(),
    };
    let values = "[possible values: text, json]";
    let named = format!("'{}'", format[1]);
    Pgconform::new(folder.project(), &words)
        .run()
        .fails_with(&[&named, values]);
}

#[test]
fn the_proof_has_all_of_them() {
    let folder = Folder::of("no_down");
    for (format, begins) in [
        ("text", "does not hold: "),
        ("json", "{"),
        ("junit", "<?xml "),
        (
            "github",
            "::notice file=migrations/V1__create_a.down.sql,line=1,title=",
        ),
        ("sarif", "{\n  \"$schema\": "),
        ("codequality", "[\n  {\n    \"description\": "),
        ("html", "<!DOCTYPE html>"),
        (
            "markdown",
            "<!-- pgconform verify-rollback migrations -->\n",
        ),
    ] {
        let words = ["--format", format, "verify-rollback"];
        let ended = Pgconform::new(folder.project(), &words).run().ends_with(1);
        assert!(
            ended.stdout.starts_with(begins),
            "{format}: {}",
            ended.stdout
        );
    }
}

/// Whoever reads a workflow's page sees why there is no result.
#[test]
fn an_error_is_reported_to_github_too() {
    let folder = Folder::empty();
    let words = [
        "verify-rollback",
        "--format",
        "github",
        "--migrations",
        "nowhere",
    ];
    let ended = Pgconform::new(folder.project(), &words).run().ends_with(2);
    assert!(
        ended.stdout.starts_with("::error title=pgconform::"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("nowhere"), "{}", ended.stdout);
    assert_eq!(ended.stdout.lines().count(), 1);
    ended.complains(&["nowhere"]);
}
