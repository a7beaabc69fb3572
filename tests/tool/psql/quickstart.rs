//! The quickstart's sessions: 1.3, 6.4, 7.1 to 7.4, its clean-up, 9.1 and 9.2.

use pretty_assertions::assert_eq;

use super::play::{Session, ShownTable};

/// The one row of two moments.
fn moments(table: &ShownTable) -> [&str; 2] {
    let [row] = &table.rows[..] else {
        panic!("one row, not {table:?}")
    };
    let [created, updated] = &row[..] else {
        panic!("two moments, not {row:?}")
    };
    [created, updated]
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn the_tables_are_described_as_it_says() {
    let session = Session::of("quickstart").await;
    session.play("1.3 a connection");
    session.play("6.4 the tables");
    session.play("7.1 users");
    session.play("7.1 tasks");
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn ids_are_1_2_3_and_then_1_3_4_and_no_task_outlives_its_user() {
    let session = Session::of("quickstart").await;
    session.play("7.2 three tasks");
    session.play("7.2 one deleted and one more");
    session.play("7.3 the user deleted");
}

/// The document says that `updated_at` has increased by about two seconds. It is the server that waits.
#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn after_two_seconds_an_update_moves_updated_at_by_as_much_and_created_at_not_at_all() {
    let session = Session::of("quickstart").await;
    let table = session.play("7.4 a task");
    let [created, inserted] = moments(&table);
    assert_eq!(created, inserted);
    session.play("7.4 the wait");
    let table = session.play("7.4 the task updated");
    let [still, updated] = moments(&table);
    assert_eq!(still, created);
    let seconds = format!(
        "SELECT extract(epoch FROM '{updated}'::timestamptz - '{inserted}'::timestamptz)::float8"
    );
    let later: f64 = session.db.value(&seconds).await;
    // More than two on a machine that is busy.
    assert!((2.0..20.0).contains(&later), "{later} seconds later");
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn a_downgrade_leaves_no_table_and_an_upgrade_after_it_restores_them() {
    let session = Session::of("quickstart").await;
    session.play("9.1 downgrade");
    session.play("9.2 upgrade");
    session.play("7.1 users");
    session.play("7.1 tasks");
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn the_whole_run_works_from_the_first_line_to_the_last() {
    let session = Session::of("quickstart").await;
    session.play_all();
    for table in ["users", "tasks"] {
        let rows = format!("SELECT count(*) FROM {table}");
        assert_eq!(session.db.value::<i64>(&rows).await, 0, "{table}");
    }
}
