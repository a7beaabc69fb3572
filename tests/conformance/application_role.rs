//! The application's role can do the application's work, and nothing that would break a promise.
//!
//! What would make an id repeat has a file of its own, `what_repeats_an_id.rs`.

use pgconform::testing::{SqlState, TestDb, accepts, rejects};
use pretty_assertions::assert_eq;
use rstest::rstest;
use tokio_postgres::Client;

use crate::support::application::application;
use crate::support::row::{SESSION, TASK, USER};

/// A row of each table, inserted by the application itself.
async fn with_rows_of_the_application() -> (TestDb, Client) {
    let db = TestDb::head().await;
    let application = application(&db).await;
    for row in [USER, SESSION, TASK] {
        accepts(&application, &row.insert()).await;
    }
    (db, application)
}

#[tokio::test]
async fn it_inserts_each_smallest_row_and_reads_it_back() {
    let (_db, application) = with_rows_of_the_application().await;
    let read = "SELECT u.name, s.expires_at > s.created_at, t.title \
                FROM users u JOIN sessions s ON s.user_id = u.id JOIN tasks t ON t.user_id = u.id";
    let row = application.query_one(read, &[]).await.expect("one row");
    let row: (&str, bool, &str) = (row.get(0), row.get(1), row.get(2));
    assert_eq!(row, ("Ann", true, "Write"));
}

#[rstest]
#[case::users(
    "UPDATE users SET email = 'lee@example.com', name = 'Lee', email_verified = true, image = 'i', \
     organization = 'o', clerk_id = 'c', last_login_at = now(), role = 'admin'"
)]
#[case::sessions("UPDATE sessions SET expires_at = now()")]
#[case::tasks("UPDATE tasks SET title = 'Read', description = 'd', completed = true")]
#[case::upsert(
    "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Lee') \
     ON CONFLICT (id) DO UPDATE SET name = excluded.name"
)]
#[tokio::test]
async fn it_updates(#[case] update: &str) {
    let (_db, application) = with_rows_of_the_application().await;
    accepts(&application, update).await;
}

#[rstest]
#[case::sessions("DELETE FROM sessions")]
#[case::tasks("DELETE FROM tasks")]
#[case::users_and_what_belongs_to_them("DELETE FROM users")]
#[tokio::test]
async fn it_deletes(#[case] delete: &str) {
    let (_db, application) = with_rows_of_the_application().await;
    accepts(&application, delete).await;
}

/// A new column must be put on one side or the other.
#[rstest]
#[case::inserted(
    "INSERT",
    &[
        "sessions.created_at", "sessions.updated_at",
        "tasks.created_at", "tasks.id", "tasks.updated_at",
        "users.created_at", "users.updated_at",
    ]
)]
#[case::updated(
    "UPDATE",
    &[
        "sessions.created_at", "sessions.id", "sessions.updated_at", "sessions.user_id",
        "tasks.created_at", "tasks.id", "tasks.updated_at", "tasks.user_id",
        "users.created_at", "users.id", "users.updated_at",
    ]
)]
#[tokio::test]
async fn only_these_columns_cannot_be(#[case] privilege: &str, #[case] columns: &[&str]) {
    let (db, _application) = with_rows_of_the_application().await;
    let withheld: Vec<String> = db
        .client()
        .query(include_str!("application_role_withheld.sql"), &[&privilege])
        .await
        .expect("the catalogue can be asked")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(withheld, columns);
}

#[rstest]
#[case::writing_created_at("UPDATE users SET created_at = now()")]
#[case::writing_updated_at("UPDATE users SET updated_at = now()")]
#[case::dating_a_new_row_back(
    "INSERT INTO tasks (user_id, title, created_at) VALUES ('u1', 'Write', '2000-01-01')"
)]
#[case::changing_a_key("UPDATE sessions SET id = 's9'")]
#[case::moving_a_task_to_another_user("UPDATE tasks SET user_id = 'u1'")]
#[case::truncating("TRUNCATE sessions")]
#[case::stopping_a_trigger("ALTER TABLE users DISABLE TRIGGER update_users_updated_at")]
#[case::stopping_all_triggers("SET session_replication_role = replica")]
#[case::adding_a_trigger(
    "CREATE TRIGGER mine BEFORE UPDATE ON users \
     FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()"
)]
#[case::dropping_a_constraint("ALTER TABLE users DROP CONSTRAINT users_role_known")]
#[case::dropping_an_index("DROP INDEX idx_users_lower_email")]
#[case::dropping_a_table("DROP TABLE tasks")]
#[case::dropping_a_function("DROP FUNCTION update_updated_at_column() CASCADE")]
#[case::creating_a_table("CREATE TABLE public.mine (id int)")]
#[case::reading_the_history("SELECT * FROM refinery_schema_history")]
#[case::owning_a_table("ALTER TABLE tasks OWNER TO application")]
#[tokio::test]
async fn it_is_refused(#[case] statement: &str) {
    let (db, application) = with_rows_of_the_application().await;
    rejects(
        &application,
        statement,
        SqlState::INSUFFICIENT_PRIVILEGE,
        "",
    )
    .await;
    // The statement is a good one: it is the role that is refused.
    db.run(statement).await;
}

/// PostgreSQL only warns that such a GRANT grants nothing.
#[tokio::test]
async fn it_cannot_grant_itself_more() {
    let (db, application) = with_rows_of_the_application().await;
    let granted = "SELECT has_table_privilege('application', 'tasks', 'TRUNCATE')";
    let grant = "GRANT TRUNCATE ON tasks TO application";
    accepts(&application, grant).await;
    assert!(!db.value::<bool>(granted).await, "by the role");
    db.run(grant).await;
    assert!(db.value::<bool>(granted).await, "by the owner");
}
