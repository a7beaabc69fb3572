//! Migrations that diesel has embedded into the program, in tests without an asynchronous runtime.

use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use pgconform::testing::{Folder, Migrator, MigratorError, TestDb};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("diesel");

struct Diesel;

impl Migrator for Diesel {
    /// What is embedded shows only its names, and the files show the rest.
    fn key(&self) -> Result<String, MigratorError> {
        Folder::new("diesel").key()
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        PgConnection::establish(url)?.run_pending_migrations(MIGRATIONS)?;
        Ok(())
    }
}

#[test]
fn diesel_makes_the_schema() {
    let db = TestDb::builder().migrator(Diesel).start_blocking();
    db.accepts("INSERT INTO visits (pages) VALUES (2)");
    let mut connection = PgConnection::establish(&db.connection_string()).expect("a connection");
    let deleted = diesel::sql_query("DELETE FROM visits").execute(&mut connection);
    assert_eq!(deleted.expect("a deletion"), 1);
}
