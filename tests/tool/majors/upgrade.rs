//! An upgrade is rehearsed: whether the same migrations make the same on the next major version.

use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres_of};

fn folder(up: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", &format!("{up};\n"))
        .write("V1__a.down.sql", "SELECT 1;\n");
    folder
}

fn rehearsal(folder: &Folder, from: &str, to: &str) -> Ended {
    let words = [
        "verify",
        "--server",
        "local",
        "--from-postgres",
        from,
        "--to-postgres",
        to,
    ];
    Pgconform::new(folder.project(), &words).run()
}

#[rstest]
#[case::to_the_newest("14", "18")]
#[case::to_the_next("16", "17")]
fn our_schema_is_the_same_after_an_upgrade(#[case] from: &str, #[case] to: &str) {
    let run = rehearsal(&Folder::ours(), from, to).ends_with(0);
    let said = format!("make the same on PostgreSQL {to} as on {from}");
    assert!(run.stdout.contains(&said), "{}", run.stdout);
}

#[test]
fn what_another_version_makes_otherwise_is_named() {
    let up = "CREATE TABLE a (b integer);
        DO $$ BEGIN
            IF current_setting('server_version_num')::integer >= 180000 THEN CREATE INDEX i ON a (b); END IF;
        END $$";
    let run = rehearsal(&folder(up), "17", "18").ends_with(1);
    let said = ["upgrade_differs", "made there only index public.i"];
    assert!(
        said.iter().all(|it| run.stdout.contains(it)),
        "{}",
        run.stdout
    );
}

#[test]
fn a_migration_that_another_version_refuses_is_named_with_its_error() {
    let up = "CREATE TABLE a (b integer); SELECT current_setting('old_snapshot_threshold')";
    let run = rehearsal(&folder(up), "16", "17").ends_with(1);
    let said = [
        "PostgreSQL 16 to 17: up failed\n  V1__a.sql",
        "old_snapshot_threshold",
    ];
    assert!(
        said.iter().all(|it| run.stdout.contains(it)),
        "{}",
        run.stdout
    );
}

#[tokio::test]
async fn a_database_is_compared_with_its_own_version_and_rehearsed_for_the_other() {
    let server = OwnServer::start(&postgres_of(15).await).await;
    let folder = folder(
        "CREATE TABLE a (b integer);
        DO $$ BEGIN
            IF current_setting('server_version_num')::integer >= 170000 THEN CREATE INDEX i ON a (b); END IF;
        END $$",
    );
    let live = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", server.url().reveal()).run()
    };
    live(&["up"]).ends_with(0);
    live(&["verify", "--server", "local"]).ends_with(0);
    live(&["verify", "--server", "local", "--postgres", "16"]).ends_with(0);
    let run = live(&["verify", "--server", "local", "--postgres", "17"]).ends_with(1);
    let said = "do not make the same on PostgreSQL 17 as on 15";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    assert!(!run.stdout.contains("drift"), "{}", run.stdout);
}
