//! A live database that another tool keeps is held against its migrations, without what the tool keeps
//! there for itself.

use std::path::Path;

use pgconform::checks::drift::{self, Ignored};
use pgconform::migrations::{Gaps, Migrations};
use pgconform::runner::Limits;
use pgconform::testing::{Pool, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::FOLDER;

#[rstest]
#[case::dbmate(
    "dbmate/options_of_each_way",
    "ALTER TABLE schema_migrations ADD COLUMN noted text"
)]
#[case::diesel(
    "diesel/dashes_in_the_version",
    "ALTER TABLE __diesel_schema_migrations ADD COLUMN noted text"
)]
#[case::drizzle(
    "drizzle/journal",
    "ALTER TABLE drizzle.__drizzle_migrations ADD COLUMN noted text"
)]
#[case::goose(
    "goose/each_annotation",
    "ALTER TABLE goose_db_version ADD COLUMN noted text"
)]
#[case::prisma(
    "prisma/forward_only",
    "ALTER TABLE _prisma_migrations ADD COLUMN noted text"
)]
#[case::sqitch("sqitch/plan_with_rework", "CREATE TYPE sqitch.t AS ENUM ()")]
#[tokio::test]
async fn what_a_tool_keeps_for_itself_is_no_drift(#[case] project: &str, #[case] of_tool: &str) {
    let folder = Path::new(FOLDER).join(project);
    let migrations = Migrations::load(folder, Gaps::Refuse).expect("a sound project");
    let db = TestDb::head_of(&migrations).await;
    // Its table is there; what a newer release of the tool adds is its own matter.
    db.run(of_tool).await;
    assert_eq!(drifted(&db, &migrations).await, [""; 0]);
    db.run("CREATE TABLE by_hand ()").await;
    assert_eq!(drifted(&db, &migrations).await, ["table public.by_hand"]);
}

async fn drifted(db: &TestDb, migrations: &Migrations) -> Vec<String> {
    let source = Pool::of_process().source().await;
    let found = drift::find(
        &source,
        migrations,
        db.client(),
        &Ignored::default(),
        Limits::default(),
    )
    .await
    .expect("it can be asked");
    let object = |found: &drift::Found| found.difference.object.to_string();
    found.differences.iter().map(object).collect()
}
