//! The history table of the migrations' tool is there before the first of them, and has a row for each as its tool writes
//! it: a migration that reads or changes it runs as it does in life, and what it does to it is nobody's fault.

use serde_json::Value;

use super::project::{are, run, verdicts};
use crate::support::folder::Folder;

const NOTES: (&str, &str) = ("CREATE TABLE notes ();", "DROP TABLE notes;");

/// A project of sqlx's, whose history stands in no schema but the session's.
fn sqlx(migrations: &[(&str, &str)]) -> Folder {
    let folder = Folder::empty();
    for (number, (up, down)) in (1..).zip(migrations) {
        folder.write(&format!("{number}_x.up.sql"), up);
        folder.write(&format!("{number}_x.down.sql"), down);
    }
    folder
}

const SQLX: [&str; 2] = ["--layout", "sqlx"];

fn findings(folder: &Folder, options: &[&str]) -> Vec<String> {
    let proof = run(folder, &[&["verify-rollback"], options].concat()).ends_with(1);
    let findings = proof.json()["findings"].clone();
    let findings = findings.as_array().expect("they are a list").iter();
    let fault = |it: &&Value| it["severity"] == "fault";
    let line = |it: &Value| {
        format!(
            "{} {} {}",
            it["migration"]["version"], it["kind"], it["what"]
        )
    };
    findings
        .filter(fault)
        .map(|it| line(it).replace('"', ""))
        .collect()
}

#[test]
fn a_view_of_the_history_that_the_down_leaves_is_a_difference() {
    let folder = sqlx(&[
        NOTES,
        (
            "CREATE VIEW applied AS SELECT version FROM _sqlx_migrations;",
            "SELECT 1;",
        ),
    ]);
    let found = verdicts(&folder, &SQLX, 1);
    are(&found, &[("1", "reversible"), ("2", "up_again_failed")]);
}

#[test]
fn a_history_that_others_may_not_write_is_the_fault_of_the_first_migration_alone() {
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not by sqlx'; END $$; \
                  CREATE TRIGGER refuse BEFORE INSERT OR DELETE ON _sqlx_migrations EXECUTE FUNCTION refuse();";
    let allow = "DROP TRIGGER refuse ON _sqlx_migrations; DROP FUNCTION refuse();";
    let folder = sqlx(&[
        NOTES,
        (refuse, allow),
        ("CREATE TABLE others ();", "DROP TABLE others;"),
    ]);
    let found = findings(&folder, &SQLX);
    let expected = "2 history_refused the up keeps its tool from writing the history: at its tool's history, not by sqlx (SQLSTATE P0001)";
    assert_eq!(found, [expected]);
}

#[test]
fn a_role_or_a_search_path_that_is_left_is_a_finding_where_the_tools_own_statement_then_fails() {
    let role = "CREATE ROLE app; GRANT CREATE ON SCHEMA public TO app; SET ROLE app; CREATE TABLE notes ();";
    let role = (
        role,
        "DROP TABLE notes; REVOKE ALL ON SCHEMA public FROM app; DROP ROLE app;",
    );
    let path = (
        "SET search_path = ''; CREATE TABLE public.others ();",
        "DROP TABLE others;",
    );
    let found = findings(&sqlx(&[role, path]), &SQLX);
    let expected = [
        "1 session_left_changed the up leaves its session in a state in which its tool fails: at its tool's history, permission denied for \
         table _sqlx_migrations (SQLSTATE 42501)",
        "2 session_left_changed the up leaves its session in a state in which its tool fails: at its tool's history, relation \
         \\_sqlx_migrations\\ does not exist (SQLSTATE 42P01)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_local_setting_and_one_that_the_tools_statement_does_not_need_are_no_finding() {
    let folder = Folder::empty();
    for (file, sql) in [
        (
            "1_a.up.sql",
            "SELECT set_config('search_path', '', false); CREATE TABLE public.a ();",
        ),
        ("1_a.down.sql", "DROP TABLE a;"),
        (
            "2_b.up.sql",
            "BEGIN; SET LOCAL search_path = ''; CREATE TABLE public.b (); COMMIT;",
        ),
        ("2_b.down.sql", "DROP TABLE b;"),
    ] {
        folder.write(file, sql);
    }
    // golang-migrate names its table with its schema.
    let found = verdicts(&folder, &["--layout", "golang-migrate"], 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
}

#[test]
fn the_history_table_is_where_an_option_or_the_tools_own_configuration_says() {
    let count = "DO $$ BEGIN ASSERT (SELECT count(*) = 1 FROM app.applied); END $$;";
    let folder = Folder::empty();
    for (file, sql) in [
        (
            "1_a.sql",
            "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;".to_owned(),
        ),
        (
            "2_b.sql",
            format!("-- migrate:up\n{count}\n-- migrate:down\nSELECT 1;"),
        ),
    ] {
        folder.write(file, &sql);
    }
    are(
        &verdicts(&folder, &[], 1),
        &[("1", "reversible"), ("2", "up_failed")],
    );
    let named = verdicts(&folder, &["--history-table", "app.applied"], 0);
    are(&named, &[("1", "reversible"), ("2", "reversible")]);

    let folder = Folder::empty();
    folder.write("1.do.a.sql", "CREATE TABLE a ();");
    folder.write("1.undo.a.sql", "DROP TABLE a;");
    folder.write("2.do.b.sql", &count.replace("= 1", "= 2"));
    folder.write("2.undo.b.sql", "SELECT 1;");
    folder.write(".postgratorrc.json", "{\"schemaTable\": \"app.applied\"}");
    are(
        &verdicts(&folder, &[], 0),
        &[("1", "reversible"), ("2", "reversible")],
    );
}

#[test]
fn tables_that_a_person_names_are_left_out_and_names_that_are_none_are_refused() {
    let keep = "CREATE TABLE IF NOT EXISTS kept (); CREATE SCHEMA IF NOT EXISTS mine; CREATE TABLE IF NOT EXISTS mine.t (); ";
    let folder = sqlx(&[(&format!("{keep}CREATE TABLE a ();"), "DROP TABLE a;")]);
    are(&verdicts(&folder, &SQLX, 1), &[("1", "differs")]);
    let named = [
        "--layout",
        "sqlx",
        "--history-table",
        "_sqlx_migrations,kept,mine.*",
    ];
    are(&verdicts(&folder, &named, 0), &[("1", "reversible")]);
    let wrong = run(&folder, &["verify-rollback", "--history-table", "a.b.c"]).ends_with(2);
    assert!(
        wrong.stderr.contains("--history-table") && wrong.stderr.contains("'a.b.c'"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_tables_of_tools_that_are_run_by_commands_are_left_out() {
    for table in [
        "gorp_migrations",
        "bun_migrations",
        "play_evolutions",
        "_yoyo_migration",
        "atlas_schema_revisions.atlas_schema_revisions",
        "graphile_migrate.migrations",
        "supabase_migrations.schema_migrations",
        "hdb_catalog.schema_migrations",
    ] {
        let schema = table.split_once('.').map_or("public", |(schema, _)| schema);
        let keep =
            format!("CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE IF NOT EXISTS {table} ()");
        let up =
            format!("psql -q \"$DATABASE_URL\" -c '{keep}; CREATE TABLE notes ()' 2>/dev/null");
        let commands = [
            "--list-command",
            "echo 1",
            "--up-command",
            &up,
            "--down-command",
            "psql -q \"$DATABASE_URL\" -c 'DROP TABLE notes'",
        ];
        let found = verdicts(&Folder::empty(), &commands, 0);
        assert_eq!(
            found,
            [("1".to_owned(), "reversible".to_owned())],
            "{table}"
        );
    }
}

#[test]
fn a_transaction_that_a_migration_ends_or_leaves_open_fails_where_the_tools_driver_checks_it() {
    let begin = "BEGIN; CREATE TABLE a (); COMMIT;";
    let folder = Folder::empty();
    folder.write(
        "1_a.sql",
        &format!("-- migrate:up\n{begin}\n-- migrate:down\nDROP TABLE a;"),
    );
    let found = findings(&folder, &[]);
    let idle = "1 session_left_changed the up leaves its session in a state in which its tool fails: it ends its tool's transaction: \
                unexpected transaction status idle (SQLSTATE 25P01)";
    assert_eq!(found, [idle]);
    // sqlx does not notice.
    are(
        &verdicts(&sqlx(&[(begin, "DROP TABLE a;")]), &SQLX, 0),
        &[("1", "reversible")],
    );

    let folder = Folder::empty();
    folder.write("1_a.up.sql", "BEGIN; CREATE TABLE a ();");
    folder.write("1_a.down.sql", "DROP TABLE a;");
    let found = findings(&folder, &["--layout", "golang-migrate"]);
    let open = "1 up_failed the up fails: it leaves a transaction open: unexpected transaction status in transaction";
    assert_eq!(found, [open]);
}

#[test]
fn drizzle_writes_the_moment_that_the_journal_has_for_each_migration() {
    let folder = Folder::empty();
    std::fs::create_dir(folder.file("meta")).expect("the folder is new");
    folder.write(
        "meta/_journal.json",
        r#"{"entries": [{"idx": 0, "when": 1700000000000, "tag": "0000_a"}, {"idx": 1, "when": 1700000000001, "tag": "0001_b"}]}"#,
    );
    folder.write("0000_a.sql", NOTES.0);
    folder.write("0000_a.down.sql", NOTES.1);
    folder.write(
        "0001_b.sql",
        "DO $$BEGIN IF (SELECT array_agg(created_at) FROM drizzle.__drizzle_migrations) <> '{1700000000000}' \
         THEN RAISE 'another moment'; END IF; END$$;",
    );
    folder.write("0001_b.down.sql", "SELECT 1;");
    let found = verdicts(&folder, &[], 0);
    are(&found, &[("0000", "reversible"), ("0001", "reversible")]);
}

#[test]
fn prisma_runs_folders_by_their_names_as_javascript_compares_them() {
    let folder = Folder::empty();
    for (name, up, down) in [
        ("1_a", NOTES.0, NOTES.1),
        ("10_b", "CREATE SCHEMA b;", "DROP SCHEMA b;"),
        ("2_c", "CREATE SCHEMA c;", "DROP SCHEMA c;"),
    ] {
        std::fs::create_dir(folder.file(name)).expect("the folder is new");
        folder.write(&format!("{name}/migration.sql"), up);
        folder.write(&format!("{name}/down.sql"), down);
    }
    let found = verdicts(&folder, &[], 0);
    are(
        &found,
        &[
            ("1", "reversible"),
            ("10", "reversible"),
            ("2", "reversible"),
        ],
    );
}
