//! Migrations that sqlx has embedded into the program, and a pool of sqlx's on the database of the test.

mod support;

use pgconform::testing::{Migrator, MigratorError, TestDb};
use sqlx::PgPool;
use support::keeps_its_promises;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./sqlx");

#[derive(Clone)]
struct Sqlx;

impl Migrator for Sqlx {
    fn key(&self) -> Result<String, MigratorError> {
        let all = MIGRATIONS.iter();
        Ok(all.map(|it| format!("{} {:?}\n", it.version, it.checksum)).collect())
    }

    async fn migrate(&self, url: &str) -> Result<(), MigratorError> {
        let pool = PgPool::connect(url).await?;
        MIGRATIONS.run(&pool).await?;
        pool.close().await;
        Ok(())
    }
}

#[tokio::test]
async fn sqlx_makes_the_schema() {
    let db = TestDb::head_of(&Sqlx).await;
    keeps_its_promises(&db).await;
    let pool = PgPool::connect(&db.connection_string()).await.expect("a pool");
    let visits = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM visits").fetch_one(&pool);
    assert_eq!(visits.await.expect("a count"), 1);
}
