//! What is other people's can be left out of a comparison: by a flag, by `pgconform.toml`, by a preset.

use std::fs;

use pgconform::checks::drift::{self, Ignored};
use pgconform::runner::Limits;
use pgconform::testing::{Pool, TestDb};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::goose;
use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

const UP: &str = "CREATE TABLE notes (id serial PRIMARY KEY, n text);";

/// What differs but for what these rules leave out.
async fn differs(hand: &str, rules: &[&str]) -> Vec<String> {
    let migrations = goose(&[UP]).load();
    let db = TestDb::head_of(&migrations).await;
    db.run(hand).await;
    let source = Pool::of_process().source().await;
    let ignored = Ignored::parse(rules).expect("they are rules");
    let outcome = drift::find(
        &source,
        &migrations,
        db.client(),
        &ignored,
        Limits::default(),
    )
    .await;
    super::differences(&outcome.expect("it can be asked"))
}

const PAYROLL: &str = "CREATE SCHEMA payroll; CREATE TABLE payroll.slips (id serial PRIMARY KEY);
    CREATE TYPE payroll.state AS ENUM ('open'); CREATE FUNCTION payroll.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION payroll.f();
    ALTER DEFAULT PRIVILEGES IN SCHEMA payroll GRANT SELECT ON TABLES TO PUBLIC";
const TABLES: &str = "CREATE TABLE audit_log (id serial PRIMARY KEY, of int REFERENCES notes); CREATE INDEX i ON audit_log (of);
    CREATE VIEW audit_view AS SELECT 1 AS one; CREATE SCHEMA a; CREATE TABLE a.audit_more ()";

#[rstest]
#[case::schema(PAYROLL, &["schema:payroll"], &[])]
#[case::schemas(PAYROLL, &["schema:pay*"], &[])]
#[case::another_schema("CREATE SCHEMA payroll", &["schema:pay"], &["schema payroll"])]
#[case::table(TABLES, &["table:audit_*", "schema:a"], &[])]
#[case::table_of_a_schema(TABLES, &["table:public.audit_*", "schema:a"], &[])]
#[case::table_of_another_schema(
    "CREATE TABLE audit_log ()", &["table:a.audit_*"], &["table public.audit_log"]
)]
#[case::part_of_a_name("CREATE TABLE audit_log ()", &["table:audit"], &["table public.audit_log"])]
#[case::extension("CREATE EXTENSION pg_trgm", &["extension:pg_*"], &[])]
#[case::another_extension("CREATE EXTENSION pg_trgm", &["extension:trgm"], &["extension pg_trgm"])]
#[case::owners("CREATE ROLE r; ALTER TABLE notes OWNER TO r", &["owners"], &[])]
#[case::owner_in_quotation_marks(
    "CREATE ROLE \"r-1\"; ALTER TABLE notes OWNER TO \"r-1\"", &["owners"], &[]
)]
#[case::grants_stay(
    "CREATE ROLE r; GRANT SELECT ON notes TO r", &["owners"], &["table public.notes: privileges"]
)]
#[case::privileges(
    "CREATE ROLE r; GRANT SELECT ON notes TO r; GRANT SELECT (n) ON notes TO r;
     ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r; GRANT EXECUTE ON FUNCTION pg_read_file(text) TO r",
    &["privileges"], &[]
)]
#[case::owner_stays(
    "CREATE ROLE r; ALTER TABLE notes OWNER TO r",
    &["privileges"], &["sequence public.notes_id_seq: owner", "table public.notes: owner"]
)]
#[case::setting("ALTER DATABASE postgres SET work_mem = '5MB'", &["setting:work_mem"], &[])]
#[case::another_setting(
    "ALTER DATABASE postgres SET work_mem = '5MB'; ALTER DATABASE postgres SET lock_timeout = '5s'",
    &["setting:work_*"], &["database setting of every role"]
)]
#[tokio::test]
async fn what_a_rule_names_is_left_out_and_nothing_else(
    #[case] hand: &str,
    #[case] rules: &[&str],
    #[case] left: &[&str],
) {
    assert_eq!(differs(hand, rules).await, left);
    assert!(
        !differs(hand, &[]).await.is_empty(),
        "it makes no difference"
    );
}

fn verify(folder: &Folder, db: &TestDb, more: &[&str]) -> Ended {
    Pgconform::new(folder.project(), &[&["verify"], more].concat())
        .env("DATABASE_URL", db.url().reveal())
        .run()
}

#[tokio::test]
async fn rules_stand_in_the_settings_and_on_the_command_line() {
    let folder = goose(&[UP]);
    let db = TestDb::head_of(&folder.load()).await;
    db.run("CREATE SCHEMA payroll").await;
    verify(&folder, &db, &[]).ends_with(1);
    verify(&folder, &db, &["--ignore", "owners,schema:payroll"]).ends_with(0);
    let file = folder.project().join("pgconform.toml");
    fs::write(&file, "ignore = [\"schema:payroll\"]\n").expect("the project is a test's own");
    verify(&folder, &db, &[]).ends_with(0);
    fs::write(&file, "ignore = [\"payroll\"]\n").expect("the project is a test's own");
    verify(&folder, &db, &[]).fails_with(&["pgconform.toml", "'payroll'", "schema:NAME"]);
}

#[rstest]
#[case::no_rule("payroll", "expected schema:NAME")]
#[case::no_kind("view:v", "expected schema:NAME")]
#[case::no_name("schema:", "expected schema:NAME")]
#[case::no_pattern("table:[", "not a pattern")]
#[tokio::test]
async fn what_is_no_rule_is_named_before_anything_is_asked(#[case] rule: &str, #[case] said: &str) {
    let folder = goose(&[UP]);
    let words = [
        "verify",
        "--ignore",
        rule,
        "--database-url",
        "postgresql://127.0.0.1:1/d",
    ];
    let ended = Pgconform::new(folder.project(), &words).run();
    ended.fails_with(&["--ignore", rule, said]);
}

/// Migrations that name no schema, run with another search_path than a new server has.
#[tokio::test]
async fn unqualified_names_are_made_where_the_search_path_says() {
    let folder = goose(&[UP]);
    let db = TestDb::head_of(&folder.load()).await;
    db.run("CREATE SCHEMA app; ALTER TABLE notes SET SCHEMA app; ALTER TABLE goose_db_version SET SCHEMA app; \
            ALTER DATABASE postgres SET search_path = app, public")
        .await;
    verify(&folder, &db, &[]).ends_with(1);
    verify(&folder, &db, &["--search-path", "app,public"]).ends_with(0);
    db.run("CREATE TABLE app.more ()").await;
    verify(&folder, &db, &["--search-path", "app,public"]).ends_with(1);
    let file = folder.project().join("pgconform.toml");
    fs::write(file, "search-path = [\"app\"]\nignore = [\"table:more\"]\n")
        .expect("it is a test's own");
    verify(&folder, &db, &[]).ends_with(0);
    verify(&folder, &db, &["--search-path", "public"]).ends_with(1);
}

#[tokio::test]
async fn known_drift_stands_in_a_baseline() {
    let folder = goose(&[UP]);
    let db = TestDb::head_of(&folder.load()).await;
    db.run("CREATE TABLE by_hand ()").await;
    verify(
        &folder,
        &db,
        &["--baseline", "drift.txt", "--write-baseline"],
    )
    .ends_with(0);
    verify(&folder, &db, &["--baseline", "drift.txt"]).ends_with(0);
    db.run("CREATE TABLE another ()").await;
    let ended = verify(&folder, &db, &["--baseline", "drift.txt"]).ends_with(1);
    assert!(ended.stdout.contains("public.another"), "{}", ended.stdout);
}
