//! Migrations that only their own tool can run are proved by its commands.

use std::fs;

use super::project::{are, run, verdicts};
use crate::support::command::PROGRAM;
use crate::support::folder::Folder;

fn tool(script: &str) -> Folder {
    let folder = Folder::empty();
    fs::write(folder.project().join("tool"), script).expect("it can be written");
    folder
}

const COMMANDS: [&str; 6] = [
    "--list-command",
    "sh tool list",
    "--up-command",
    "sh tool up",
    "--down-command",
    "sh tool down",
];

/// Our own runner as somebody else's tool: it keeps a table of its own, too.
#[test]
fn each_step_is_made_by_the_tool_and_its_own_table_is_left_out() {
    let folder = Folder::empty();
    for (file, sql) in [
        ("V1__notes.sql", "CREATE TABLE notes (id int);"),
        ("V1__notes.down.sql", "DROP TABLE notes;"),
        (
            "V2__index.sql",
            "CREATE INDEX IF NOT EXISTS notes_id ON notes (id);",
        ),
        ("V2__index.down.sql", "SELECT 'nothing';"),
        ("V3__comment.sql", "COMMENT ON TABLE notes IS 'Commented.';"),
        ("V3__comment.down.sql", "COMMENT ON TABLE notes IS NULL;"),
    ] {
        folder.write(file, sql);
    }
    let commands = [
        "--list-command".to_owned(),
        "printf '1 notes\\n2 an index\\n\\n3\\n'".to_owned(),
        "--up-command".to_owned(),
        format!("{PROGRAM} up --to \"$VERSION\""),
        "--down-command".to_owned(),
        format!("{PROGRAM} down --to \"${{TARGET:-base}}\""),
    ];
    let mut options: Vec<&str> = commands.iter().map(String::as_str).collect();
    options.extend(["--allow", "loss"]);
    let found = verdicts(&folder, &options, 1);
    are(
        &found,
        &[("1", "reversible"), ("2", "differs"), ("3", "reversible")],
    );
    let proof = run(&folder, &[&["verify-rollback"], &options[..]].concat()).json();
    assert_eq!(proof["steps"][1]["name"], "an index");
    assert_eq!(proof["layout"], "command");
    // The tool's own table, which the first step makes and nobody drops, is not a difference.
    let differences = proof["steps"][1]["differences"]
        .as_array()
        .expect("it is a list");
    assert_eq!(differences.len(), 1, "{differences:#?}");
}

#[test]
fn a_command_that_fails_is_blamed_in_its_own_words() {
    let script =
        "test \"$1\" = list && echo 7 || { echo \"cannot reach $DATABASE_URL\" >&2; exit 3; }";
    let ended = run(
        &tool(script),
        &[&["verify-rollback"], &COMMANDS[..]].concat(),
    )
    .ends_with(1);
    let error = &ended.json()["steps"][0]["error"];
    assert_eq!(error["file"], "up-command 7");
    let message = error["message"].as_str().expect("it is reported");
    assert!(
        message.contains("exit status: 3\ncannot reach $DATABASE_URL"),
        "{message}"
    );
}

#[test]
fn a_list_that_fails_is_empty_or_names_a_version_twice_is_an_error() {
    for (script, words) in [
        (
            "echo broken >&2; exit 4",
            "--list-command 'sh tool list' failed: exit status: 4\n  | broken",
        ),
        ("true", "--list-command lists no migration"),
        ("echo 1; echo 1", "version 1 is used twice in the list"),
    ] {
        let ended = run(
            &tool(script),
            &[&["verify-rollback"], &COMMANDS[..]].concat(),
        )
        .ends_with(2);
        assert!(ended.stderr.contains(words), "{script}: {}", ended.stderr);
    }
}

#[test]
fn a_list_that_fails_inside_a_pipe_fails_and_its_lines_are_not_taken() {
    let list = ["--list-command", "sh tool list | cat"];
    let others = [
        "--up-command",
        "sh tool up",
        "--down-command",
        "sh tool down",
    ];
    let words = [&["verify-rollback"], &list[..], &others].concat();
    let ended = run(&tool("echo 1; exit 4"), &words).ends_with(2);
    let failed = "--list-command 'sh tool list | cat' failed: exit status: 4";
    assert!(ended.stderr.contains(failed), "{}", ended.stderr);
}

#[test]
fn a_command_that_hangs_is_ended_with_all_that_it_started() {
    let script = "test \"$1\" = list && echo 7 || { sleep 3607 & wait; }";
    let limit = ["--statement-timeout", "1"];
    let ended = run(
        &tool(script),
        &[&["verify-rollback"], &COMMANDS[..], &limit].concat(),
    )
    .ends_with(1);
    assert_eq!(ended.json()["findings"][0]["kind"], "hangs");
    let message = ended.json()["steps"][0]["error"]["message"].to_string();
    assert!(message.contains("did not finish within 1 s"), "{message}");
    let running = fs::read_dir("/proc")
        .expect("there is /proc")
        .filter_map(|entry| {
            let line = fs::read(entry.ok()?.path().join("cmdline")).ok()?;
            Some(String::from_utf8_lossy(&line).replace('\0', " "))
        });
    let left: Vec<String> = running
        .filter(|line| line.contains("sleep 3607 "))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
