//! The schema is proved on every major version of PostgreSQL that is supported, and is the same on each.

mod newer;
mod several;
mod upgrade;

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::{OwnServer, postgres_of};

/// Runs a command on local servers of a major version, whose programs are installed once.
fn run(folder: &Folder, command: &[&str], major: &str) -> Ended {
    let servers = ["--server", "local", "--postgres", major];
    let words: Vec<&str> = command.iter().copied().chain(servers).collect();
    Pgconform::new(folder.project(), &words).run().ends_with(0)
}

fn snapshot(major: &str) -> String {
    let folder = Folder::ours();
    run(&folder, &["snapshot", "--quiet"], major).stdout
}

#[rstest]
#[case::oldest("14")]
#[case::v15("15")]
#[case::v17("17")]
#[case::newest("18")]
fn the_schema_at_head_is_the_same_text_on_every_major_version(#[case] major: &str) {
    let [of_major, of_default] = [major, "16"].map(snapshot);
    assert_eq!(of_major, of_default);
}

#[rstest]
#[case::oldest("14")]
#[case::v15("15")]
#[case::v17("17")]
#[case::newest("18")]
fn every_migration_can_be_undone_on_every_major_version(#[case] major: &str) {
    let folder = Folder::ours();
    let ended = run(&folder, &["verify-rollback", "--strict"], major);
    let on = format!("on PostgreSQL {major}.");
    assert!(ended.stdout.contains(&on), "{}", ended.stdout);
}

/// A second migration whose down leaves what only some major versions have.
#[rstest]
#[case::nulls_not_distinct(
    "15",
    "DROP INDEX notes_a",
    "CREATE UNIQUE INDEX notes_a ON notes (a)",
    "CREATE UNIQUE INDEX notes_a ON notes (a) NULLS NOT DISTINCT",
    "NULLS NOT DISTINCT"
)]
#[case::publication_of_some_rows(
    "15",
    "DROP PUBLICATION p",
    "CREATE PUBLICATION p FOR TABLE notes",
    "CREATE PUBLICATION p FOR TABLE notes WHERE (id > 1)",
    "publication p"
)]
#[case::privilege_on_a_parameter(
    "15",
    "GRANT SET ON PARAMETER log_min_messages TO PUBLIC",
    "SELECT",
    "SELECT",
    "log_min_messages"
)]
#[case::maintain(
    "17",
    "GRANT MAINTAIN ON notes TO PUBLIC",
    "SELECT",
    "SELECT",
    "privileges"
)]
#[case::virtual_column(
    "18",
    "ALTER TABLE notes DROP COLUMN twice",
    "ALTER TABLE notes ADD COLUMN twice bigint GENERATED ALWAYS AS (id * 2) STORED",
    "ALTER TABLE notes ADD COLUMN twice bigint GENERATED ALWAYS AS (id * 2) VIRTUAL",
    "virtual"
)]
#[case::not_enforced(
    "18",
    "ALTER TABLE notes DROP CONSTRAINT k",
    "ALTER TABLE notes ADD CONSTRAINT k CHECK (a <> 7)",
    "ALTER TABLE notes ADD CONSTRAINT k CHECK (a <> 7) NOT ENFORCED",
    "NOT ENFORCED"
)]
#[case::not_null_with_a_name(
    "18",
    "ALTER TABLE notes DROP CONSTRAINT needs_a",
    "ALTER TABLE notes ALTER COLUMN a SET NOT NULL",
    "ALTER TABLE notes ADD CONSTRAINT needs_a NOT NULL a",
    "needs_a"
)]
#[case::temporal_key(
    "18",
    "ALTER TABLE notes DROP CONSTRAINT key",
    "ALTER TABLE notes ADD CONSTRAINT key UNIQUE (span, at)",
    "ALTER TABLE notes ADD CONSTRAINT key UNIQUE (span, at WITHOUT OVERLAPS)",
    "constraint public.notes.key"
)]
#[case::changed_right_before_a_look(
    "14",
    "ALTER ROLE postgres SET work_mem = '5MB'",
    "SELECT",
    "SELECT",
    "role postgres"
)]
fn what_a_down_leaves_is_seen_on_the_major_version_that_has_it(
    #[case] major: &str,
    #[case] up: &str,
    #[case] down: &str,
    #[case] before: &str,
    #[case] seen: &str,
) {
    let table =
        "CREATE TABLE notes (id bigint PRIMARY KEY, a integer, span int4range, at int4range)";
    let folder = Folder::empty();
    folder
        .write("V1__create_notes.sql", &format!("{table};\n{before};\n"))
        .write(
            "V1__create_notes.down.sql",
            "-- pgconform: irreversible because it is the first\nSELECT 1 / 0;\n",
        )
        .write("V2__change.sql", &format!("{up};\n"))
        .write("V2__change.down.sql", &format!("{down};\n"));
    let servers = ["verify-rollback", "--server", "local", "--postgres", major];
    let run = Pgconform::new(folder.project(), &servers)
        .run()
        .ends_with(1);
    let is_seen = run.stdout.lines().any(|line| line.contains(seen));
    assert!(is_seen, "{}", run.stdout);
}

#[rstest]
#[case::of_15("14", "15", "CREATE TABLE a (b integer UNIQUE NULLS NOT DISTINCT)")]
#[case::of_16_in_lower_case("15", "16", "create table a (b text check (b is json))")]
#[case::of_17("16", "17", "CREATE TABLE a (); GRANT MAINTAIN ON a TO PUBLIC")]
#[case::of_18(
    "17",
    "18",
    "CREATE TABLE a (b integer, c integer GENERATED ALWAYS AS (b) VIRTUAL)"
)]
fn what_a_server_is_too_old_for_names_the_least_major_version_that_takes_it(
    #[case] major: &str,
    #[case] least: &str,
    #[case] up: &str,
) {
    let folder = Folder::empty();
    folder
        .write("V1__a.sql", &format!("{up};\n"))
        .write("V1__a.down.sql", "-- pgconform: loses a\nDROP TABLE a;\n");
    let proof = |major: &str| {
        let words = ["verify-rollback", "--server", "local", "--postgres", major];
        Pgconform::new(folder.project(), &words).run()
    };
    let refused = proof(major).ends_with(1).stdout;
    let help = format!("prove with --postgres {least}");
    assert!(refused.contains("needs_newer_postgres"), "{refused}");
    assert!(refused.contains(&help), "{refused}");
    proof(least).ends_with(0);
}

#[rstest]
#[case::oldest(14)]
#[case::v15(15)]
#[case::v17(17)]
#[case::newest(18)]
#[tokio::test]
async fn a_database_of_a_major_version_is_moved_and_compared_with_one_of_its_own(
    #[case] major: i64,
) {
    let server = OwnServer::start(&postgres_of(major).await).await;
    let folder = Folder::ours();
    let live = |words: &[&str]| {
        let run = Pgconform::new(folder.project(), words);
        run.env("DATABASE_URL", server.url().reveal()).run()
    };
    live(&["up"]).ends_with(0);
    live(&["status"]).ends_with(0);
    live(&["verify", "--server", "local"]).ends_with(0);
    live(&["down", "--to", "base"]).ends_with(0);
}
