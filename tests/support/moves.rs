//! Moving a test's database, and seeing whether it moved.

use std::time::Duration;

use pgconform::catalog::{Catalog, diff};
use pgconform::migrations::{Migrations, Target, Version};
use pgconform::rows::{self, Queries, Rows};
use pgconform::runner::{self, Error, Step};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;

/// Nobody else moves a test's own database, save where the test is about just that.
pub const LOCK_WAIT: Duration = Duration::from_secs(10);

/// Upgrades to `target`.
pub async fn try_up(
    db: &mut TestDb,
    migrations: &Migrations,
    target: Target,
) -> Result<Vec<Step>, Error> {
    let target = migrations.resolve(target)?;
    runner::up(db.client_mut(), migrations, target, LOCK_WAIT, |_| {}).await
}

/// Downgrades to `target`.
pub async fn try_down(
    db: &mut TestDb,
    migrations: &Migrations,
    target: Target,
) -> Result<Vec<Step>, Error> {
    let target = migrations.resolve(target)?;
    runner::down(db.client_mut(), migrations, target, LOCK_WAIT, |_| {}).await
}

/// Upgrades to `target`, which must succeed; the versions that it applied.
pub async fn up(db: &mut TestDb, migrations: &Migrations, target: Target) -> Vec<i64> {
    match try_up(db, migrations, target).await {
        Ok(steps) => versions(&steps),
        Err(error) => panic!("cannot go up to {target:?}: {error}"),
    }
}

/// Downgrades to `target`, which must succeed; the versions that it took back.
pub async fn down(db: &mut TestDb, migrations: &Migrations, target: Target) -> Vec<i64> {
    match try_down(db, migrations, target).await {
        Ok(steps) => versions(&steps),
        Err(error) => panic!("cannot go down to {target:?}: {error}"),
    }
}

/// A numbered target.
pub fn to(version: i64) -> Target {
    Target::Version(Version(version))
}

/// The versions of some steps.
pub fn versions(steps: &[Step]) -> Vec<i64> {
    steps.iter().map(|step| step.version.0).collect()
}

/// Everything that a move could change.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    pub catalog: Catalog,
    pub rows: Rows,
    pub history: Vec<String>,
}

/// Everything that the database holds, its history to the letter.
pub async fn state(db: &TestDb) -> State {
    let queries = Queries::prepare(db.client()).await;
    let queries = queries.expect("the queries are sound");
    let rows = rows::read(db.client(), &queries).await;
    State {
        catalog: db.catalog().await,
        rows: rows.expect("the rows can be read"),
        history: history(db).await,
    }
}

/// Holds the database against what it was, part by part, so that a failure is short.
pub async fn assert_unchanged(db: &TestDb, before: &State, when: &str) {
    let after = state(db).await;
    assert_eq!(after.history, before.history, "{when}");
    assert_eq!(diff(&before.catalog, &after.catalog), [], "{when}");
    assert_eq!(after.rows, before.rows, "{when}");
    assert_eq!(&after, before, "{when}");
}

/// The rows of the history table as text, every column of them; none where there is no table.
pub async fn history(db: &TestDb) -> Vec<String> {
    let exists = "SELECT to_regclass('public.refinery_schema_history') IS NOT NULL";
    if !db.value::<bool>(exists).await {
        return Vec::new();
    }
    // By number as far as there is one, also where somebody took the column away.
    let rows = r"SELECT h::text FROM public.refinery_schema_history h
                  ORDER BY substring(h::text FROM '^\((\d+),')::numeric, h::text";
    db.values(rows).await
}
