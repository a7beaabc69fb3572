//! Migrations that refinery has embedded into the program.

mod support;

use pgconform::testing::{Migrator, MigratorError, TestDb};
use pgconform::tokio_postgres::{NoTls, connect};
use support::keeps_its_promises;

refinery::embed_migrations!("refinery");

#[derive(Clone)]
struct Refinery;

impl Migrator for Refinery {
    fn key(&self) -> Result<String, MigratorError> {
        let runner = migrations::runner();
        let all = runner.get_migrations().iter();
        Ok(all.map(|it| format!("{it} {}\n", it.checksum())).collect())
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        let (mut client, connection) = connect(url, NoTls).await?;
        tokio::spawn(connection);
        migrations::runner().run_async(&mut client).await?;
        Ok(())
    }
}

#[tokio::test]
async fn refinery_makes_the_schema() {
    keeps_its_promises(&TestDb::head_of(&Refinery).await).await;
}
