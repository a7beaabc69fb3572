//! A proof by commands ends where a command changed nothing on its server: then it changed another database, or none,
//! and a database on which nothing moves is always as it was.

use std::fs;
use std::path::Path;

use rstest::rstest;

use super::project::run;
use crate::support::command::{Ended, PROGRAM};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres};

/// A tool with one migration, whose commands are these.
fn prove(up: &str, down: &str, sql: (&str, &str)) -> Ended {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", sql.0)
        .write("V1__a.down.sql", sql.1);
    let script = format!("case $1 in list) echo 1 a ;; up) {up} ;; down) {down} ;; esac");
    fs::write(folder.project().join("tool"), script).expect("the folder is ours");
    let words = [
        ["verify-rollback", "--allow=loss"],
        ["--list-command", "sh tool list"],
        ["--up-command", "sh tool up"],
        ["--down-command", "sh tool down"],
    ];
    run(&folder, &words.concat())
}

const TABLE: (&str, &str) = ("CREATE TABLE a (id int);", "DROP TABLE a;");

fn up(options: &str) -> String {
    format!("{PROGRAM} up --to 1 {options}")
}

fn down(options: &str) -> String {
    format!("{PROGRAM} down --to base {options}")
}

fn socket_of(server: &OwnServer) -> String {
    let data = server.data();
    let folder = data.parent().unwrap_or(Path::new("/"));
    format!(
        "--database-url 'host={} port=5432 user=postgres dbname=postgres'",
        folder.display()
    )
}

#[tokio::test]
async fn an_address_on_the_command_line_ends_the_run() {
    // Nothing keeps a command from a Unix socket.
    let real = OwnServer::start(&postgres().await).await;
    let elsewhere = socket_of(&real);
    let ended = prove(&up(&elsewhere), &down(&elsewhere), TABLE).ends_with(2);
    for words in [
        "--up-command 'sh tool up' did nothing for migration 1",
        "the throw-away server saw no committed change",
        "help: let it connect to $DATABASE_URL",
    ] {
        assert!(ended.stderr.contains(words), "{words}: {}", ended.stderr);
    }
}

#[rstest]
#[case::a_down_that_does_nothing(up(""), "true".to_owned(), "--down-command 'sh tool down'")]
#[case::an_up_that_does_nothing("true".to_owned(), down(""), "--up-command 'sh tool up'")]
#[case::an_up_that_is_rolled_back(up("--dry-run"), down(""), "--up-command 'sh tool up'")]
fn a_command_that_commits_nothing_ends_the_run(
    #[case] up: String,
    #[case] down: String,
    #[case] command: &str,
) {
    let ended = prove(&up, &down, TABLE).ends_with(2);
    let words = format!("{command} did nothing for migration 1");
    assert!(ended.stderr.contains(&words), "{}", ended.stderr);
}

#[test]
fn commands_that_write_their_history_alone_prove_nothing() {
    let ended = prove(&up(""), &down(""), ("SELECT 1;", "SELECT 1;")).ends_with(2);
    let words = "the commands made nothing: after each of the 1 migrations";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
}

#[test]
fn a_project_that_takes_away_what_it_made_has_made_something() {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", TABLE.0)
        .write("V1__a.down.sql", TABLE.1)
        .write("V2__b.sql", TABLE.1)
        .write("V2__b.down.sql", TABLE.0);
    let up = format!("{PROGRAM} up --to $VERSION");
    let down = format!("{PROGRAM} down --to ${{TARGET:-base}}");
    let words = [
        ["verify-rollback", "--allow=loss"],
        ["--list-command", "printf '1 a\\n2 b\\n'"],
        ["--up-command", &up],
        ["--down-command", &down],
    ];
    run(&folder, &words.concat()).ends_with(0);
}

#[test]
fn a_snapshot_of_commands_that_commit_nothing_is_refused() {
    let words = [
        ["snapshot", "--list-command"],
        ["echo 1 a", "--up-command"],
        ["true", "--quiet"],
    ];
    let ended = run(&Folder::empty(), &words.concat()).ends_with(2);
    assert!(
        ended.stderr.contains("--up-command 'true' did nothing"),
        "{}",
        ended.stderr
    );
}
