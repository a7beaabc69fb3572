//! A server older than 16 is refused before anything is asked of it, and its binaries are not taken
//! for those of a throw-away server.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::{Folder, crate_folder};
use crate::support::own_server::{OwnServer, postgres_15};

#[tokio::test]
async fn a_server_of_version_15_is_refused_by_every_command_that_connects() {
    let server = OwnServer::start(&postgres_15().await).await;
    let folder = Folder::ours();
    let commands: [&[&str]; 4] = [
        &["up"],
        &["down", "--to", "base"],
        &["status"],
        &["reset", "--force=postgres"],
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
        .env("PGCONFORM_PG_BIN", postgres_15().await)
        .run()
        .fails_with(&["holds no PostgreSQL 16", "15.18", "PGCONFORM_PG_BIN"]);
}

/// A hash says what is installed; an address would say from where, which is each machine's own
/// business.
#[rstest]
#[case::of_the_tool("postgres")]
#[case::of_the_old_server("postgres-15")]
fn the_packages_are_fixed_by_hash_and_not_by_address(#[case] fixture: &str) {
    let file = crate_folder()
        .join("fixtures")
        .join(fixture)
        .join("package-lock.json");
    let text = std::fs::read_to_string(&file).expect("the lock file is here");
    let lock: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let packages = lock["packages"].as_object().expect("it lists packages");
    assert_eq!(packages.len(), 8, "the project itself, and one a platform");
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let hash = package["integrity"].as_str().unwrap_or_default();
        assert!(hash.starts_with("sha512-"), "{name} has no hash");
        assert_eq!(package.get("resolved"), None, "{name} has an address");
    }
}
