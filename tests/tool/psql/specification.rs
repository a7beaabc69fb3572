//! The specification's manual testing, and the queries of its success criteria.

use super::play::Session;

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn the_tables_are_listed_and_described() {
    let session = Session::of("specification").await;
    session.play("the tables");
    session.play("users described");
    session.play("sessions described");
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn each_table_can_be_asked_for_a_row() {
    let session = Session::of("specification").await;
    session.play("users can be asked");
    session.play("sessions can be asked");
}

#[tokio::test]
#[ignore = "needs psql: just test-psql"]
async fn running_the_migrations_again_changes_nothing_of_what_is_shown() {
    let session = Session::of("specification").await;
    session.play("again");
    session.play_all();
}
