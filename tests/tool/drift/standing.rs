//! Which migrations are applied, another tool's own history says; what is not is pending, and no drift.

use std::path::Path;

use pgconform::migrations::{Gaps, Migrations, Target};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{differences, goose, seen};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");

#[rstest]
#[case::dbmate("dbmate/options_of_each_way")]
#[case::diesel("diesel/dashes_in_the_version")]
#[case::drizzle("drizzle/journal")]
#[case::flyway("flyway/undo_and_repeatable")]
#[case::golang_migrate("golang-migrate/numbers_without_padding")]
#[case::goose("goose/each_annotation")]
#[case::postgrator("postgrator/do_and_undo")]
#[case::prisma("prisma/forward_only")]
#[case::sqitch("sqitch/plan_with_rework")]
#[case::sqlx("sqlx/alone_and_in_pairs")]
#[case::tern("tern/template_and_data")]
#[tokio::test]
async fn the_last_migration_is_pending_where_the_tool_has_not_applied_it(#[case] project: &str) {
    let folder = Path::new(FOLDER).join(project);
    let migrations = Migrations::load(&folder, Gaps::Refuse).expect("a sound project");
    let [.., before, last] = migrations.all() else {
        panic!("{project} has one migration");
    };
    let db = TestDb::at_of(&migrations, Target::Version(before.version)).await;
    let outcome = seen(db.client(), &migrations).await;
    let pending = outcome.pending.iter().map(|it| it.version.as_str());
    assert_eq!(
        pending.collect::<Vec<_>>(),
        [last.id.as_str()],
        "{outcome:?}"
    );
    assert_eq!(outcome.current, Some(before.version));
    assert_eq!(differences(&outcome), [""; 0]);
    let outcome = seen(TestDb::head_of(&migrations).await.client(), &migrations).await;
    assert_eq!((outcome.pending.len(), outcome.unknown), (0, None));
}

const UPS: [&str; 3] = [
    "CREATE TABLE one ();",
    "CREATE TABLE two ();",
    "CREATE TABLE three ();",
];

async fn pending_after(by_hand: &str) -> (Vec<String>, Vec<String>) {
    let migrations = goose(&UPS).load();
    let db = TestDb::head_of(&migrations).await;
    db.run(by_hand).await;
    let outcome = seen(db.client(), &migrations).await;
    let pending = outcome.pending.iter().map(|it| it.version.clone());
    (pending.collect(), differences(&outcome))
}

#[tokio::test]
async fn a_migration_that_others_overtook_is_pending() {
    let hand = "DELETE FROM goose_db_version WHERE version_id = 2; DROP TABLE two";
    let (pending, differences) = pending_after(hand).await;
    assert_eq!((pending, differences), (vec!["2".to_owned()], vec![]));
}

/// goose of earlier releases kept a row of each way.
#[tokio::test]
async fn the_newest_row_of_a_version_counts() {
    let hand =
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, false); DROP TABLE three";
    let (pending, differences) = pending_after(hand).await;
    assert_eq!((pending, differences), (vec!["3".to_owned()], vec![]));
}

/// goose writes version 0 where it makes its table.
#[tokio::test]
async fn what_stands_before_the_beginning_of_a_history_is_of_an_earlier_one() {
    let hand = "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true); DROP TABLE two, three";
    let (pending, differences) = pending_after(hand).await;
    assert_eq!(pending, ["2", "3"]);
    assert_eq!(differences, [""; 0]);
}

#[tokio::test]
async fn all_is_pending_where_nothing_was_applied() {
    let hand = "DELETE FROM goose_db_version WHERE version_id > 0; DROP TABLE one, two, three";
    let (pending, differences) = pending_after(hand).await;
    assert_eq!(pending, ["1", "2", "3"]);
    assert_eq!(differences, [""; 0]);
}

#[tokio::test]
async fn what_is_pending_does_not_hide_drift() {
    let hand = "DELETE FROM goose_db_version WHERE version_id = 3; DROP TABLE two, three";
    let (pending, differences) = pending_after(hand).await;
    assert_eq!(pending, ["3"]);
    assert_eq!(differences, ["table public.two"]);
}

/// A view would run what its owner chose.
#[rstest]
#[case::none("DROP TABLE goose_db_version", "no history")]
#[case::a_view(
    "DROP TABLE goose_db_version; CREATE VIEW goose_db_version AS SELECT 1 AS id, 1 AS version_id, 1 / 0 = 1 AS is_applied",
    "may not read"
)]
#[case::of_others(
    "UPDATE goose_db_version SET version_id = version_id + 70",
    "names none"
)]
#[tokio::test]
async fn a_history_that_cannot_be_believed_leaves_head_to_compare_with(
    #[case] by_hand: &str,
    #[case] why: &str,
) {
    let migrations = goose(&UPS).load();
    let db = TestDb::head_of(&migrations).await;
    db.run(by_hand).await;
    let outcome = seen(db.client(), &migrations).await;
    assert_eq!(outcome.current, Some(migrations.head()));
    assert_eq!(differences(&outcome), [""; 0]);
    let unknown = outcome.unknown.expect("it says why");
    assert!(unknown.contains(why), "{unknown}");
}
