//! What the history says is believed only where a row was seen to change.

mod lost_answers;
mod rows;

use pgconform::connection::{RetryFor, connect};
use pgconform::migrations::Target;
use pgconform::runner::{self, Breach, Error, HistoryError, Stands};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::steps;
use crate::support::moves::{
    LOCK_WAIT, assert_unchanged, history, state, to, try_down, try_up, up, versions,
};

const RETURNS_NULL: &str = "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
    CREATE TRIGGER keep BEFORE INSERT OR DELETE ON refinery_schema_history FOR EACH ROW EXECUTE FUNCTION keep();";

/// How many rows changed for its own, and what stands of it.
fn kept(error: Option<Error>) -> (u64, Stands, Vec<i64>) {
    match error {
        Some(Error::Breach {
            breach: Breach::KeepsRow { table, rows, .. },
            stands,
            done,
            ..
        }) => {
            assert_eq!(table, "public.refinery_schema_history");
            (rows, stands, versions(&done))
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
}

/// What hangs on the table before a step is refused before it; here the step hangs it there itself.
#[rstest]
#[case::trigger_that_returns_null(RETURNS_NULL)]
#[case::rule("CREATE RULE keep AS ON INSERT TO refinery_schema_history DO INSTEAD NOTHING;")]
#[tokio::test]
async fn an_up_whose_row_is_not_written_is_rolled_back(#[case] trap: &str) {
    let folder = steps();
    folder.write("V2__b.sql", &format!("CREATE TABLE b (); {trap}\n"));
    let mut db = TestDb::empty().await;
    let moved = try_up(&mut db, &folder.load(), Target::Head).await;
    assert_eq!(kept(moved.err()), (0, Stands::Nothing, vec![1]));
    assert_eq!(history(&db).await.len(), 1);
    let is_gone = "SELECT to_regclass('b') IS NULL AND to_regproc('keep') IS NULL";
    assert!(db.value::<bool>(is_gone).await);
}

#[rstest]
#[case::trigger_that_returns_null(RETURNS_NULL)]
#[case::rule("CREATE RULE keep AS ON DELETE TO refinery_schema_history DO INSTEAD NOTHING;")]
#[case::row_that_it_deletes_itself("DELETE FROM refinery_schema_history WHERE version = 2;")]
#[tokio::test]
async fn a_down_whose_row_is_not_deleted_is_rolled_back(#[case] trap: &str) {
    let folder = steps();
    folder.write("V2__b.down.sql", &format!("DROP TABLE b; {trap}\n"));
    let migrations = folder.load();
    let mut db = TestDb::head_of(&migrations).await;
    let moved = try_down(&mut db, &migrations, to(2)).await;
    assert_eq!(versions(&moved.expect("the third is as ever")), [3]);
    let before = state(&db).await;
    let moved = try_down(&mut db, &migrations, Target::Base).await;
    assert_eq!(kept(moved.err()), (0, Stands::Nothing, vec![]));
    assert_unchanged(&db, &before, trap).await;
}

/// A superuser is subject to no policy; whoever owns the table is where it is forced.
#[tokio::test]
async fn a_down_that_forces_row_level_security_is_rolled_back() {
    let folder = steps();
    folder.write(
        "V2__b.down.sql",
        "DROP TABLE b; ALTER TABLE refinery_schema_history ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n",
    );
    let migrations = folder.load();
    let db = TestDb::empty().await;
    db.run("CREATE ROLE owner LOGIN PASSWORD 'owner'; GRANT ALL ON SCHEMA public TO owner; ALTER DATABASE postgres OWNER TO owner")
        .await;
    // A session of its own: each step sets back who the session began with.
    let url = db.url().clone().with_user("owner").with_password("owner");
    let mut owner = match connect(&url, RetryFor::default()).await {
        Ok(client) => client,
        Err(error) => panic!("{error}"),
    };
    let head = Some(migrations.head());
    let moved = runner::up(&mut owner, &migrations, head, LOCK_WAIT, |_| {}).await;
    assert_eq!(moved.expect("it owns its table").len(), 3);
    let moved = runner::down(&mut owner, &migrations, None, LOCK_WAIT, |_| {}).await;
    assert_eq!(kept(moved.err()), (0, Stands::Nothing, vec![3]));
    assert_eq!(history(&db).await.len(), 2);
}

/// The row that was counted went elsewhere, or would be gone again at the end of its transaction.
#[rstest]
#[case::rule_that_writes_elsewhere(
    "CREATE TABLE elsewhere (version bigint); CREATE RULE keep AS ON INSERT TO refinery_schema_history \
     DO INSTEAD INSERT INTO elsewhere VALUES (new.version);"
)]
#[case::trigger_at_the_end(
    "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS \
     'BEGIN DELETE FROM refinery_schema_history WHERE version = 2; RETURN NULL; END'; \
     CREATE CONSTRAINT TRIGGER keep AFTER INSERT ON b DEFERRABLE INITIALLY DEFERRED \
     FOR EACH ROW EXECUTE FUNCTION keep(); INSERT INTO b DEFAULT VALUES;"
)]
#[tokio::test]
async fn an_up_whose_row_would_not_be_there_in_the_end_is_rolled_back(#[case] trap: &str) {
    let folder = steps();
    folder.write("V2__b.sql", &format!("CREATE TABLE b (); {trap}\n"));
    let mut db = TestDb::empty().await;
    let moved = try_up(&mut db, &folder.load(), to(2)).await;
    assert_eq!(kept(moved.err()), (0, Stands::Nothing, vec![1]));
    assert_eq!(history(&db).await.len(), 1);
    assert!(db.value::<bool>("SELECT to_regclass('b') IS NULL").await);
}

#[tokio::test]
async fn a_down_whose_row_would_come_back_in_the_end_is_rolled_back() {
    let folder = steps();
    folder.write(
        "V3__c.down.sql",
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN INSERT INTO refinery_schema_history SELECT 3, ''c'', applied_on, checksum FROM refinery_schema_history WHERE version = 1; RETURN NULL; END'; \
         CREATE CONSTRAINT TRIGGER keep AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION keep(); INSERT INTO a DEFAULT VALUES;",
    );
    let migrations = folder.load();
    let mut db = TestDb::head_of(&migrations).await;
    let before = state(&db).await;
    let moved = try_down(&mut db, &migrations, to(2)).await;
    assert_eq!(kept(moved.err()), (0, Stands::Nothing, vec![]));
    assert_unchanged(&db, &before, "afterwards").await;
}

/// What waits for the end of a transaction is seen beforehand, and then runs in its own order: here a row comes before the
/// one that it points to.
#[tokio::test]
async fn what_a_trigger_does_at_the_end_of_a_sound_step_stands() {
    let folder = steps();
    folder.write(
        "V2__b.sql",
        "CREATE TABLE b (id integer PRIMARY KEY); \
         CREATE TABLE p (id integer REFERENCES b DEFERRABLE INITIALLY DEFERRED); \
         CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN INSERT INTO p VALUES (1); INSERT INTO b VALUES (1); RETURN NULL; END'; \
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION late(); INSERT INTO a DEFAULT VALUES;",
    );
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &folder.load(), Target::Head).await, [1, 2, 3]);
    let rows = "SELECT (SELECT count(*) FROM b) + (SELECT count(*) FROM p)";
    assert_eq!(db.value::<i64>(rows).await, 2);
}

#[tokio::test]
async fn a_row_of_another_step_that_is_not_there_in_the_end_is_reported() {
    let folder = steps();
    folder.write(
        "V2__b.sql",
        "DELETE FROM refinery_schema_history WHERE version = 1;\n",
    );
    let mut db = TestDb::empty().await;
    match try_up(&mut db, &folder.load(), to(2)).await {
        Err(Error::History(HistoryError::Differs { table, why })) => {
            assert_eq!(table, "public.refinery_schema_history");
            assert!(why.contains("row of version 1 is missing"), "{why}");
        }
        other => panic!("it ended otherwise: {other:?}"),
    }
}

/// Nothing outside a transaction can be rolled back: it stands, and its row is written by the next run.
#[tokio::test]
async fn a_step_outside_a_transaction_whose_row_is_not_deleted_says_what_stands() {
    let folder = steps();
    folder.write(
        "V2__b.down.sql",
        "-- pgconform: no-transaction\nDROP TABLE b;\nDELETE FROM refinery_schema_history WHERE version = 2;\n",
    );
    let migrations = folder.load();
    let mut db = TestDb::empty().await;
    assert_eq!(up(&mut db, &migrations, to(2)).await, [1, 2]);
    let moved = try_down(&mut db, &migrations, to(1)).await;
    assert_eq!(kept(moved.err()), (0, Stands::OutsideTransaction, vec![]));
}
