//! On a live database nobody else's functions run as whoever asks, and nobody else's table is written.
//!
//! Anybody with CREATE on a schema of `search_path` can make functions and operators that fit better than PostgreSQL's own
//! (CVE-2018-1058), and anybody who was there first can own the history.

mod history_table;
mod owners;
mod planned;

use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::process::eventually;

/// Every command that goes to a live database.
const COMMANDS: [&[&str]; 7] = [
    &["status"],
    &["verify"],
    &["up", "--dry-run"],
    &["up"],
    &["down", "--to", "base", "--dry-run"],
    &["down", "--to", "base"],
    &["reset", "--force=postgres"],
];
/// It drops whatever is there, a history of mallory's too, and so is not among those that refuse it.
const FRESH: &[&str] = &["reset", "--fresh", "--force=postgres"];

/// Two migrations, each with its down.
fn folder() -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", "CREATE TABLE a (id integer);\n")
        .write("V1__a.down.sql", "DROP TABLE a;\n")
        .write("V2__b.sql", "CREATE TABLE b (id integer);\n")
        .write("V2__b.down.sql", "DROP TABLE b;\n");
    folder
}

fn run(db: &TestDb, folder: &Folder, words: &[&str]) -> Ended {
    run_as(db, "", folder, words)
}

/// The same as another role, where one is named.
fn run_as(db: &TestDb, role: &str, folder: &Folder, words: &[&str]) -> Ended {
    let mut url = db.url().clone();
    if !role.is_empty() {
        url = url.with_user(role).with_password(role);
    }
    Pgconform::new(folder.project(), words)
        .env("DATABASE_URL", url.reveal())
        .run()
}

/// A database with mallory in it, and what she made, which may be several statements.
async fn attacked(db: TestDb, attack: &str) -> TestDb {
    db.run(include_str!("mallory.sql")).await;
    let mallory = db.connect_as("mallory").await;
    if let Err(error) = mallory.batch_execute(attack).await {
        panic!("mallory cannot even do\n  {attack}\n{error:?}");
    }
    drop(mallory);
    // Whatever she called herself is none of ours.
    others_have_ended(&db).await;
    db.run("SELECT pg_stat_reset()").await;
    db
}

/// What a session counted is known to others once it has ended.
async fn others_have_ended(db: &TestDb) {
    let others = "SELECT count(*) = 0 FROM pg_stat_activity \
                   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    eventually("the sessions have ended", async || db.value(others).await).await;
}

/// Nothing of mallory's has run, and she is who she was.
async fn assert_nothing_stolen(db: &TestDb, when: &str) {
    others_have_ended(db).await;
    let calls = "SELECT coalesce(sum(pg_stat_get_function_calls(oid)), 0)::bigint FROM pg_proc \
                  WHERE proname IN ('stolen', 'steal')";
    assert_eq!(db.value::<i64>(calls).await, 0, "{when} ran her functions");
    let is_superuser = "SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'";
    assert!(!db.value::<bool>(is_superuser).await, "{when}");
}

/// What the other tests here rest on: a call would be seen.
#[tokio::test]
async fn a_superuser_who_calls_mallorys_function_is_seen_and_robbed() {
    let db = attacked(TestDb::empty().await, "").await;
    let victim = db.connect().await;
    let call = "SELECT public.stolen(1)";
    victim
        .batch_execute(call)
        .await
        .expect("she lets everybody");
    drop(victim);
    let calls = "SELECT pg_stat_get_function_calls('public.stolen'::regproc) = 1";
    eventually("the call is counted", async || {
        db.value::<Option<bool>>(calls).await == Some(true)
    })
    .await;
    assert!(
        db.value::<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'")
            .await
    );
}

#[rstest]
#[case::nothing_applied(0, "public")]
#[case::applied(1, "public")]
#[case::and_public_is_named_first(1, "public, pg_catalog")]
#[tokio::test]
async fn functions_and_operators_that_fit_better_are_not_called(
    #[case] applied: usize,
    #[case] search_path: &str,
) {
    let folder = folder();
    for command in COMMANDS.into_iter().chain([FRESH]) {
        let db = TestDb::empty().await;
        if applied > 0 {
            run(&db, &folder, &["up", "--to", "1"]).ends_with(0);
        }
        let db = attacked(db, include_str!("overloads.sql")).await;
        db.run(&format!(
            "ALTER DATABASE postgres SET search_path = {search_path}"
        ))
        .await;
        let ended = run(&db, &folder, command);
        assert!(ended.status != Some(2), "{command:?}: {}", ended.stderr);
        assert_nothing_stolen(&db, &command.join(" ")).await;
    }
}
