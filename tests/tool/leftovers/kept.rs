//! A failed test's server can be kept, to be looked at; how to connect and how to end it is said.

use std::env;
use std::process::{self, Command};
use std::time::Duration;

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::process::{Traces, eventually};

/// Tells the test below that it is the one to fail, and whom to leave in its database.
const FAIL: &str = "PGCONFORM_CONFORMANCE_FAIL";
const NAME: &str = "leftovers::kept::a_failed_test_keeps_its_server_where_that_is_asked_for";

/// What follows a mark, up to the end of its line.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let (_, rest) = text
        .split_once(mark)
        .unwrap_or_else(|| panic!("no '{mark}' in: {text}"));
    rest.lines().next().unwrap_or_default()
}

/// A name that stands in no other server's database.
fn user() -> String {
    format!("Ann {}", process::id())
}

/// The name of the one user in a database; none where there is no such database.
async fn only_user(url: &DatabaseUrl) -> Option<String> {
    let client = connect(url, RetryFor(Duration::ZERO)).await.ok()?;
    let row = client.query_one("SELECT name FROM users", &[]).await;
    Some(row.ok()?.get(0))
}

/// Fails this very test in a process of its own, and returns what that says.
fn fail(keep: &str) -> String {
    let output = Command::new(env::current_exe().expect("a test knows its program"))
        .args(["--exact", NAME, "--nocapture"])
        .env(FAIL, user())
        .env("PGCONFORM_KEEP", keep)
        .output()
        .expect("a test's program can be run");
    assert!(!output.status.success(), "it did not fail");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("it speaks UTF-8")
}

#[tokio::test]
async fn a_failed_test_keeps_its_server_where_that_is_asked_for() {
    if let Ok(user) = env::var(FAIL) {
        let db = TestDb::head().await;
        db.run(&format!(
            "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', '{user}')"
        ))
        .await;
        panic!("as it was asked to, at {}", db.url().reveal());
    }
    let said = fail("1");
    let connect = after(&said, "kept the server of the failed test; connect with: ");
    let (password, url) = connect.split_once("psql ").expect("it is a command");
    let url: DatabaseUrl = url.trim_matches('\'').parse().expect("it is a URL");
    let password = password.trim().strip_prefix("PGPASSWORD=");
    let url = match password {
        Some(password) => url.with_password(password),
        None => url,
    };
    let end = after(&said, "remove it with: ");
    let place = Traces::of(&url);

    assert_eq!(only_user(&url).await, Some(user()));

    let ended = Command::new("/bin/sh").args(["-c", end]).output();
    let ended = ended.expect("there is a shell");
    assert!(ended.status.success(), "{end}: {ended:?}");
    eventually("it is gone", async || place.leftovers().is_empty()).await;
    // The run's own directory, which holds nothing any more, goes with the next run.
    let next = ["scratch", "--", "true"];
    let folder = Folder::ours();
    Pgconform::new(folder.project(), &next).run().ends_with(0);
    eventually("its run is gone", async || {
        place.leftovers_of_run().is_empty()
    })
    .await;
}

#[tokio::test]
async fn a_failed_test_keeps_nothing_where_nobody_asks() {
    let said = fail("");
    assert!(!said.contains("kept the server"), "{said}");
    let url = after(&said, "as it was asked to, at ");
    let url: DatabaseUrl = url.parse().expect("it is a URL");
    // A container is removed after the test has ended, and another may be given its port.
    eventually("it is gone", async || only_user(&url).await != Some(user())).await;
}
