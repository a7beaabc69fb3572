//! Connecting is seen: an event for each try with `--log`, a line on a terminal that waits, and
//! neither shows a password.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use serde_json::Value;

use crate::support::command::{Ended, PROGRAM, Pgconform, keys};
use crate::support::folder::{Folder, crate_folder};
use crate::support::secret::encoded;

/// The events of a run, of those with such a message.
fn events(ended: &Ended, message: &str) -> Vec<Value> {
    let lines = ended.stderr.lines().filter(|line| line.starts_with('{'));
    let events = lines.map(|line| serde_json::from_str(line).expect("a line is an object"));
    events
        .filter(|event: &Value| event["message"] == message)
        .collect()
}

/// A URL of a server that nobody starts; the password is looked for by the harness.
fn nowhere() -> String {
    format!("postgresql://app:{}@127.0.0.1:1/shop", encoded())
}

#[test]
fn each_failed_try_is_an_event_with_its_reason_and_the_pause_after_it() {
    let ended = Pgconform::new(
        Folder::ours().project(),
        &["status", "--wait", "1", "--log", "json"],
    )
    .env("DATABASE_URL", nowhere())
    .run()
    .fails_with(&["cannot reach"]);
    let tries = events(&ended, "connecting failed, trying again");
    assert!(tries.len() >= 3, "{}", ended.stderr);
    for (number, event) in (1..).zip(&tries) {
        let all = [
            "attempt",
            "database",
            "level",
            "message",
            "pause_ms",
            "reason",
            "timestamp",
        ];
        assert_eq!(keys(event), all);
        assert_eq!(event["attempt"], number);
        assert_eq!(event["database"], "postgresql://app@127.0.0.1:1/shop");
        let reason = event["reason"].as_str().unwrap_or_default();
        assert!(reason.contains("refused"), "{event}");
        assert!(event["pause_ms"].as_f64().is_some_and(|ms| ms > 0.0));
    }
    let last = events(&ended, "connecting failed");
    assert_eq!(last.len(), 1, "{}", ended.stderr);
    assert_eq!(last[0]["attempt"], tries.len() + 1);
    assert!(events(&ended, "connected").is_empty());
}

#[tokio::test]
async fn a_session_is_one_event_with_version_time_and_tls() {
    let db = TestDb::head().await;
    for command in ["up", "status"] {
        let ended = Pgconform::new(Folder::ours().project(), &[command, "--log", "json"])
            .env("DATABASE_URL", db.url().reveal())
            .run()
            .ends_with(0);
        let connected = events(&ended, "connected");
        let [event] = &connected[..] else {
            panic!("{command}: one session is told, not {connected:?}");
        };
        assert_eq!(event["database"], db.url().to_string());
        assert_eq!(event["tls"], false);
        assert!(event["ms"].as_f64().is_some_and(|ms| ms > 0.0), "{event}");
        let version = event["postgres"].as_str().unwrap_or_default();
        assert!(version.starts_with("16."), "{event}");
    }
}

#[test]
fn without_a_log_tries_are_silent_where_nobody_looks_on() {
    let ended = Pgconform::new(Folder::ours().project(), &["status", "--wait", "2", "-q"])
        .env("DATABASE_URL", nowhere())
        .run()
        .fails_with(&["cannot reach"]);
    // The error, and what to do.
    assert_eq!(ended.stderr.lines().count(), 2, "{}", ended.stderr);
}

/// A line that a person types at a terminal.
fn on_a_terminal(words: &str, url: &str) -> Command {
    let line = format!("{PROGRAM} {words}");
    let mut command = Command::new("script");
    command
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .current_dir(crate_folder())
        .env_remove("DIRECT_URL")
        .env("DATABASE_URL", url)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// What the person sees.
fn shown(words: &str, url: &str) -> String {
    let output = on_a_terminal(words, url).output();
    let output = output.expect("script is part of every Linux");
    let ended = Ended::new(words.to_owned(), &output).ends_with(2);
    assert!(ended.stdout.contains("error: "), "{}", ended.stdout);
    ended.stdout
}

const WAITING: &str = "waiting for postgresql://app@127.0.0.1:";

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_one_line_after_a_second_of_waiting() {
    let waits = shown("status --wait 2", &nowhere());
    assert_eq!(waits.matches(WAITING).count(), 1, "{waits}");
    assert!(waits.contains("up to 2 s (--wait)"), "{waits}");

    for words in ["status --wait 0", "status --wait 2 --quiet"] {
        let silent = shown(words, &nowhere());
        assert!(!silent.contains("waiting for"), "{words}: {silent}");
    }
}

/// A server that takes connections and says nothing: no try has failed yet that could be told.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_it_during_the_first_try_too() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let url = format!("postgresql://app@127.0.0.1:{port}/shop?sslmode=disable");
    let mut waiting = on_a_terminal("status --wait 0", &url)
        .spawn()
        .expect("script is part of every Linux");
    let client = listener.accept();
    let (sender, lines) = mpsc::channel();
    let output = BufReader::new(waiting.stdout.take().expect("it is a pipe"));
    let reader = thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        for line in lines.filter(|line| !line.contains("pgconform: database ")) {
            let _ = sender.send(line);
        }
    });
    let first = lines.recv_timeout(Duration::from_secs(30));
    drop((client, listener));
    waiting.wait().expect("it was started");
    reader.join().expect("no panic");
    let first = first.expect("it says something while it waits");
    assert!(first.contains(WAITING), "{first}");
}
