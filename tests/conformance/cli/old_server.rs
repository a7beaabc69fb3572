//! A server older than 16 is refused before anything is asked of it, and its binaries are not taken
//! for those of a throw-away server.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::postgres_15::Postgres15;

#[tokio::test]
async fn a_server_of_version_15_is_refused_by_every_command_that_connects() {
    let server = Postgres15::start().await;
    let folder = Folder::ours();
    let commands: [&[&str]; 4] = [
        &["up"],
        &["down", "--to", "base"],
        &["status"],
        &["reset", "--force"],
    ];
    for command in commands {
        Pgconform::new(folder.project(), command)
            .env("DATABASE_URL", server.url().reveal())
            .run()
            .fails_with(&[
                "is PostgreSQL 15.18",
                "needs 16 or newer",
                "upgrade the server",
            ]);
    }
    let tables: i64 = server
        .client()
        .await
        .query_one("SELECT count(*) FROM pg_class WHERE oid >= 16384", &[])
        .await
        .expect("it answers")
        .get(0);
    assert_eq!(tables, 0, "something was made there");
}

#[rstest]
#[case::proof(&["verify-rollback"])]
#[case::scratch(&["scratch", "--", "true"])]
#[tokio::test]
async fn binaries_of_version_15_are_refused(#[case] command: &[&str]) {
    let folder = Folder::ours();
    Pgconform::new(folder.project(), command)
        .env("PGCONFORM_POSTGRES", "local")
        .env("PGCONFORM_PG_BIN", Postgres15::binaries().await)
        .run()
        .fails_with(&["holds no PostgreSQL 16", "15.18", "PGCONFORM_PG_BIN"]);
}
