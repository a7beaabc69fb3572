//! No client can set `updated_at`, move `created_at`, or choose the clock they are taken from.

use pgconform::testing::accepts;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::application::application;
use crate::support::times::{SESSIONS, StampedTable, TASKS, USERS, moves, with_smallest_rows};

#[rstest]
#[tokio::test]
async fn a_client_cannot_set_it(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
    #[values("'2000-01-01'", "'2100-01-01'", "'infinity'", "NULL")] value: &str,
) {
    let db = with_smallest_rows(table).await;
    let update = table.update(&format!("{}, updated_at = {value}", table.change));
    db.accepts(&update).await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn a_client_cannot_set_it_alone(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
    #[values("'2000-01-01'", "'2100-01-01'")] value: &str,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.update(&format!("updated_at = {value}")))
        .await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn a_client_cannot_move_created_at(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
    #[values("'2000-01-01'", "'2100-01-01'", "NULL")] value: &str,
) {
    let db = with_smallest_rows(table).await;
    db.accepts(&table.update(&format!("{}, created_at = {value}", table.change)))
        .await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn a_clock_of_the_callers_own_is_not_read(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    db.run(include_str!("own_clock.sql")).await;
    let own: bool = db.value("SELECT clock_timestamp() = '2100-01-01'").await;
    assert!(own, "the caller finds its own clock");
    db.accepts(&table.update(table.change)).await;
    db.run("RESET search_path").await;
    assert_eq!(moves(&db, table).await, ["later"]);
}

#[rstest]
#[tokio::test]
async fn a_change_by_the_application_makes_it_later(
    #[values(USERS, SESSIONS, TASKS)] table: StampedTable,
) {
    let db = with_smallest_rows(table).await;
    let application = application(&db).await;
    accepts(&application, &table.update(table.change)).await;
    assert_eq!(moves(&db, table).await, ["later"]);
}
