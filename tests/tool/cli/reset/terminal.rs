//! On a terminal it asks for the name, and takes no other answer.
//!
//! With the terminal that `script` of util-linux makes.

#![cfg(target_os = "linux")]

use std::io::{Read, Write};

use nix::sys::signal::Signal;
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::ANN;
use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::moves::{assert_unchanged, state};

/// Types an answer once it is asked; returned is how it ended, and all that was shown.
fn answer(db: &TestDb, answer: &[u8]) -> (Option<i32>, String) {
    let folder = Folder::ours();
    let line = "script --quiet --return --command 'pgconform reset --fresh' /dev/null";
    let mut child = Pgconform::shell(folder.project(), line)
        .env("DATABASE_URL", db.url().reveal())
        .start();
    let mut stdin = child.stdin.take().expect("it is a pipe");
    let mut stdout = child.stdout.take().expect("it is a pipe");
    let mut shown = Vec::new();
    let mut byte = [0];
    while !shown.ends_with(b"to go on: ") && stdout.read(&mut byte).expect("it can be read") > 0 {
        shown.push(byte[0]);
    }
    stdin.write_all(answer).expect("it reads");
    stdout.read_to_end(&mut shown).expect("it can be read");
    let status = child.wait().expect("it was started");
    (status.code(), String::from_utf8_lossy(&shown).into_owned())
}

#[tokio::test]
async fn the_databases_name_is_an_answer() {
    let db = TestDb::head().await;
    db.run(ANN).await;
    let (status, shown) = answer(&db, b"postgres\n");
    assert_eq!(status, Some(0), "{shown}");
    assert!(
        shown.contains("type the database's name, postgres"),
        "{shown}"
    );
    assert!(shown.contains("1  users"), "{shown}");
    assert_eq!(db.value::<i64>("SELECT count(*) FROM users").await, 0);
}

#[rstest]
#[case::yes(b"yes\n", 2)]
#[case::nothing(b"\n", 2)]
#[case::with_a_blank(b"postgres \n", 2)]
#[case::end_of_input(b"\x04", 2)]
#[case::interrupt(b"\x03", 128 + Signal::SIGINT as i32)]
#[tokio::test]
async fn nothing_else_is(#[case] typed: &[u8], #[case] status: i32) {
    let db = TestDb::head().await;
    db.run(ANN).await;
    let before = state(&db).await;
    let (ended, shown) = answer(&db, typed);
    assert_eq!(ended, Some(status), "{shown}");
    assert!(shown.contains("nothing was changed"), "{shown}");
    assert_unchanged(&db, &before, "afterwards").await;
}
