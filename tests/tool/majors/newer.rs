//! What only a newer server takes is found by asking one, in ups and in downs.

use rstest::rstest;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

/// The text of a proof on this major version.
fn proof(up: &str, down: &str, major: &str) -> String {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", &format!("{up};\n"))
        .write("V1__a.down.sql", &format!("{down};\n"));
    let words = ["verify-rollback", "--server", "local", "--postgres", major];
    let run = Pgconform::new(folder.project(), &words).run().ends_with(1);
    run.stdout
}

/// No list has these.
#[rstest]
#[case::syntax(
    "16",
    "17",
    "ALTER DEFAULT PRIVILEGES GRANT MAINTAIN ON TABLES TO PUBLIC"
)]
#[case::syntax_in_a_body(
    "14",
    "15",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN MERGE INTO a USING a b ON true WHEN MATCHED THEN DO NOTHING; END $$"
)]
#[case::function(
    "15",
    "16",
    "CREATE TABLE a (b text CHECK (pg_input_is_valid(b, 'jsonb')))"
)]
#[case::parameter("17", "18", "SET file_copy_method = 'clone'")]
#[case::parameter_of_a_table(
    "16",
    "17",
    "CREATE ROLE r; SET search_path = public; ALTER ROLE r SET summarize_wal = on"
)]
fn the_least_major_version_that_takes_an_up_is_named(
    #[case] major: &str,
    #[case] least: &str,
    #[case] up: &str,
) {
    let text = proof(up, "SELECT 1", major);
    assert!(text.contains("needs_newer_postgres"), "{text}");
    let help = format!("prove with --postgres {least}");
    assert!(text.contains(&help), "{text}");
}

#[test]
fn a_down_that_needs_a_newer_server_names_it_too() {
    let down = "DROP TABLE a; SET transaction_timeout = '1min'; SET file_copy_method = 'clone'";
    let text = proof("CREATE TABLE a ()", down, "17");
    assert!(text.contains("needs_newer_postgres"), "{text}");
    assert!(text.contains("prove with --postgres 18"), "{text}");
}

#[rstest]
#[case::syntax("CREATE TABEL a ()")]
#[case::function("SELECT no_such_function(1)")]
#[case::function_of_a_table(
    "CREATE TABLE a (b integer); ALTER TABLE a ADD CHECK (upper(b, b) > 0)"
)]
fn what_no_server_takes_is_a_fault_of_the_migration(#[case] up: &str) {
    let text = proof(up, "SELECT 1", "16");
    assert!(text.contains("up_failed"), "{text}");
    assert!(!text.contains("needs_newer_postgres"), "{text}");
}
