//! When a test ends, so does its server.

use pgconform::testing::TestDb;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::process::{Traces, eventually};

#[tokio::test]
async fn a_dropped_database_leaves_no_process_and_no_directory() {
    let db = TestDb::head().await;
    let place = Traces::of(db.url());
    assert!(!place.leftovers().is_empty(), "it was never seen");
    drop(db);
    eventually("it is gone", async || place.leftovers().is_empty()).await;
}

#[tokio::test]
async fn a_database_that_was_restarted_and_crashed_leaves_nothing_either() {
    let mut db = TestDb::empty().await;
    let mut places = vec![Traces::of(db.url())];
    db.restart().await;
    places.push(Traces::of(db.url()));
    db.crash().await;
    places.push(Traces::of(db.url()));
    drop(db);
    for place in places {
        eventually("it is gone", async || place.leftovers().is_empty()).await;
    }
}

/// Its memory is what the next start would remove; there is none.
#[tokio::test]
async fn a_killed_server_that_is_never_started_again_leaves_nothing() {
    let db = TestDb::empty().await;
    let place = Traces::of(db.url());
    place.kill();
    drop(db);
    eventually("it is gone", async || place.leftovers().is_empty()).await;
}

#[tokio::test]
async fn a_test_that_panics_leaves_nothing() {
    let (send, place) = tokio::sync::oneshot::channel();
    let failing = tokio::spawn(async {
        let db = TestDb::empty().await;
        send.send(Traces::of(db.url())).expect("it is waited for");
        // No panic of its own: what a failing test does is to be unwound.
        std::panic::resume_unwind(Box::new("a failed assertion"));
    });
    let place = place.await.expect("it says where it is");
    assert!(failing.await.is_err_and(|error| error.is_panic()));
    eventually("it is gone", async || place.leftovers().is_empty()).await;
}

#[tokio::test]
async fn a_command_that_ends_leaves_nothing_of_its_run() {
    let folder = Folder::ours();
    // The command that it runs is the only one to see the server: it looks, and says what is there.
    let script = "echo \"$DATABASE_URL\"; read -r answer; exit 0";
    let words = ["scratch", "--", "/bin/sh", "-c", script];
    let (child, url) = super::killed::start(Pgconform::new(folder.project(), &words));
    let place = Traces::of(&url);
    assert!(!place.leftovers_of_run().is_empty(), "it was never seen");
    let output = child.wait_with_output().expect("it was started");
    assert!(output.status.success(), "{output:?}");
    eventually("it is gone", async || place.leftovers_of_run().is_empty()).await;
}
