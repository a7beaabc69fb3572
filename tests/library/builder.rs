//! A database is what its description says.

use pgconform::testing::TestDb;
use tempfile::TempDir;

#[tokio::test]
async fn a_new_description_is_that_of_head() {
    let (described, head) = (TestDb::builder().start().await, TestDb::head().await);
    assert_eq!(described.catalog().await, head.catalog().await);
}

#[tokio::test]
async fn without_migrations_there_is_no_table() {
    let db = TestDb::builder().empty().start().await;
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(db.value::<i64>(tables).await, 0);
}

#[tokio::test]
async fn a_version_is_that_of_the_projects_migrations() {
    let db = TestDb::builder().at(1).start().await;
    assert_eq!(db.catalog().await, TestDb::at(1).await.catalog().await);
}

#[tokio::test]
async fn set_up_and_extensions_come_before_the_migrations() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let sql = "CREATE TABLE owned (name citext);\nALTER TABLE owned OWNER TO app;\n";
    std::fs::write(folder.path().join("V0001__owned.sql"), sql).expect("it can be written");
    let db = TestDb::builder()
        .extension("citext")
        .setup("CREATE ROLE app")
        .migrations(folder.path())
        .start()
        .await;
    let owner = "SELECT tableowner::text FROM pg_tables WHERE tablename = 'owned'";
    assert_eq!(db.value::<String>(owner).await, "app");
}

#[tokio::test]
async fn a_parameter_is_in_force_from_the_start_and_after_a_crash() {
    let mut db = TestDb::builder()
        .empty()
        .parameter("wal_level", "logical")
        .parameter("max_wal_senders", "2")
        .start()
        .await;
    assert_eq!(db.value::<String>("SHOW wal_level").await, "logical");
    db.crash().await;
    assert_eq!(db.value::<String>("SHOW wal_level").await, "logical");
}

#[tokio::test]
async fn a_locale_is_that_of_the_database() {
    let db = TestDb::builder().empty().locale("C.UTF-8").start().await;
    let locale = "SELECT datcollate::text FROM pg_database WHERE datname = 'postgres'";
    assert_eq!(db.value::<String>(locale).await, "C.UTF-8");
    let usual = TestDb::empty().await;
    assert_eq!(usual.value::<String>(locale).await, "C");
}

#[tokio::test]
async fn rows_of_files_stand_in_the_database_in_the_order_of_their_names() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let write = |name: &str, sql: &str| {
        std::fs::write(folder.path().join(name), sql).expect("it can be written");
    };
    write("2.sql", "UPDATE users SET name = name || ' Brown'");
    write(
        "1.sql",
        "INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')",
    );
    write("notes.txt", "no SQL");
    let db = TestDb::builder().rows(folder.path()).start().await;
    assert_eq!(
        db.values::<String>("SELECT name FROM users").await,
        ["Ann Brown"]
    );
}

#[tokio::test]
async fn generated_rows_stand_in_every_table() {
    let db = TestDb::builder().generated_rows().start().await;
    for table in ["users", "sessions", "tasks"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert!(db.value::<i64>(&count).await > 1, "{table}");
    }
    // The history is its tool's own, and has a row for each migration.
    let versions = "SELECT count(*) = max(version) FROM refinery_schema_history";
    assert!(db.value::<bool>(versions).await);
}

#[tokio::test]
#[should_panic(
    expected = "PostgreSQL 9 is not supported; the supported versions are 14, 15, 16, 17, 18"
)]
async fn a_major_version_that_is_not_supported_is_refused() {
    TestDb::builder().major(9).start().await;
}

#[tokio::test]
#[should_panic(expected = "the set-up: ")]
async fn a_set_up_that_fails_fails_the_test() {
    TestDb::builder()
        .setup("CREATE ROLE postgres")
        .start()
        .await;
}
