//! A server older than 14 is refused before anything is asked of it, and its binaries are not taken
//! for those of a throw-away server.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::{Folder, crate_folder};
use crate::support::own_server::{OwnServer, old_postgres};

#[tokio::test]
async fn a_server_of_version_13_is_refused_by_every_command_that_connects() {
    let server = OwnServer::start(&old_postgres().await).await;
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
                "is PostgreSQL 13.23",
                "needs 14 or newer",
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
async fn binaries_of_another_version_are_refused(#[case] command: &[&str]) {
    let folder = Folder::ours();
    Pgconform::new(folder.project(), command)
        .env("PGCONFORM_SERVER", "local")
        .env("PGCONFORM_PG_BIN", old_postgres().await)
        .run()
        .fails_with(&["holds no PostgreSQL 16", "13.23", "PGCONFORM_PG_BIN"]);
}

/// A hash says what is installed; an address would say from where, which is each machine's own
/// business.
#[rstest]
#[case::of_14("postgres/14", 1)]
#[case::of_15("postgres/15", 7)]
#[case::of_16("postgres/16", 7)]
#[case::of_17("postgres/17", 7)]
#[case::of_18("postgres/18", 7)]
#[case::of_the_old_server("old_server", 1)]
fn the_packages_are_fixed_by_hash_and_not_by_address(
    #[case] fixture: &str,
    #[case] platforms: usize,
) {
    let file = crate_folder()
        .join("fixtures")
        .join(fixture)
        .join("package-lock.json");
    let text = std::fs::read_to_string(&file).expect("the lock file is here");
    let lock: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let packages = lock["packages"].as_object().expect("it lists packages");
    assert_eq!(
        packages.len(),
        1 + platforms,
        "the project itself, and one a platform"
    );
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let hash = package["integrity"].as_str().unwrap_or_default();
        assert!(hash.starts_with("sha512-"), "{name} has no hash");
        assert_eq!(package.get("resolved"), None, "{name} has an address");
    }
}
