//! A live database that such a role has migrated is what the same role makes here.

use pgconform::testing::TestDb;

use super::OF_AN_OWNER;
use crate::layouts::project::project;
use crate::support::command::Pgconform;

#[tokio::test]
async fn a_database_that_its_owner_has_migrated_has_no_drift() {
    let folder = project(&OF_AN_OWNER);
    let db = TestDb::empty().await;
    db.run("CREATE ROLE owner LOGIN CREATEROLE; ALTER DATABASE postgres OWNER TO owner")
        .await;
    db.run("SET SESSION AUTHORIZATION owner").await;
    db.run("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (4, false)")
        .await;
    for (_, up, _) in OF_AN_OWNER {
        db.run(up).await;
    }
    db.run("RESET SESSION AUTHORIZATION").await;
    let verify = |role: &str| {
        Pgconform::new(folder.project(), &["verify", "--as", role])
            .env("DATABASE_URL", db.url().reveal())
            .run()
    };
    for role in ["owner", "app"] {
        verify(role).ends_with(0);
    }
    db.run("ALTER TABLE notes OWNER TO postgres").await;
    verify("app").ends_with(1);
}
