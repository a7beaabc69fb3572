//! Whoever runs the migrations owns what they make, and is nobody's drift.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{drifted, goose};

const UP: &str = "CREATE TABLE notes (id int PRIMARY KEY); GRANT SELECT ON notes TO PUBLIC;";

/// Gives all of it to another role, as if that had run them.
fn by(role: &str) -> String {
    format!("CREATE ROLE {role} LOGIN; ALTER TABLE notes OWNER TO {role};")
}

#[rstest]
#[case::plain("app")]
#[case::in_quotation_marks("\"My App\"")]
#[case::upper_case("\"App\"")]
#[tokio::test]
async fn whoever_owns_the_tools_history_ran_the_migrations(#[case] role: &str) {
    let migrations = goose(&[UP]).load();
    let hand = format!("{} ALTER TABLE goose_db_version OWNER TO {role}", by(role));
    assert_eq!(drifted(&migrations, &hand).await, [""; 0]);
}

#[tokio::test]
async fn without_a_history_whoever_owns_the_database_ran_them() {
    let migrations = goose(&[UP]).load();
    let hand = by("app") + "DROP TABLE goose_db_version; ALTER DATABASE postgres OWNER TO app";
    assert_eq!(drifted(&migrations, &hand).await, [""; 0]);
}

/// The history's owner decides, whether that is a superuser or not.
#[rstest]
#[case::a_superuser("")]
#[case::another_role("CREATE ROLE boss; ALTER TABLE goose_db_version OWNER TO boss;")]
#[tokio::test]
async fn what_became_the_database_owners_is_drift_where_another_role_ran_the_migrations(
    #[case] ran: &str,
) {
    let migrations = goose(&[UP]).load();
    let hand = format!("{} {ran} ALTER DATABASE postgres OWNER TO app", by("app"));
    let expected = [
        "table public.notes: owner",
        "table public.notes: privileges",
    ];
    assert_eq!(drifted(&migrations, &hand).await, expected);
}

#[tokio::test]
async fn what_the_historys_owner_made_is_no_drift_whoever_owns_the_database() {
    let migrations = goose(&[UP]).load();
    let hand = by("app")
        + "ALTER TABLE goose_db_version OWNER TO app; CREATE ROLE boss; ALTER DATABASE postgres OWNER TO boss";
    assert_eq!(drifted(&migrations, &hand).await, [""; 0]);
}

#[tokio::test]
async fn another_owner_is_drift() {
    let migrations = goose(&[UP]).load();
    let expected = [
        "table public.notes: owner",
        "table public.notes: privileges",
    ];
    assert_eq!(drifted(&migrations, &by("app")).await, expected);
}

#[tokio::test]
async fn what_is_named_after_its_owner_is_the_same_under_another_name() {
    let up = "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
        CREATE USER MAPPING FOR CURRENT_USER SERVER far; CREATE SCHEMA s;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;";
    let migrations = goose(&[up]).load();
    let hand = "CREATE ROLE app SUPERUSER LOGIN; ALTER TABLE goose_db_version OWNER TO app;
        DROP EXTENSION postgres_fdw CASCADE; SET ROLE app; CREATE EXTENSION postgres_fdw;
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR app SERVER far; RESET ROLE;
        ALTER SCHEMA s OWNER TO app;
        ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA s REVOKE SELECT ON TABLES FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE app IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC";
    assert_eq!(drifted(&migrations, hand).await, [""; 0]);
}

/// A policy names a role, whoever owns the table.
#[tokio::test]
async fn a_policy_for_the_role_that_owns_is_a_policy_for_that_role() {
    let set_up = "CREATE ROLE app LOGIN;";
    let up = format!("{set_up} {UP} CREATE POLICY of_app ON notes TO app USING (true);");
    let migrations = goose(&[&up]).load();
    let hand = "ALTER TABLE notes OWNER TO app; ALTER TABLE goose_db_version OWNER TO app";
    assert_eq!(drifted(&migrations, hand).await, [""; 0]);
}
