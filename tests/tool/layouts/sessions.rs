//! A migration meets the session that its tool gives it: what one leaves there is a finding where a later one of the
//! same run fails for it, or makes something else, and is charged to the one that left it.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::Value;

use super::project::{are, run, verdicts};
use crate::support::command::Pgconform;
use crate::support::folder::Folder;

const NOTES: &str = "CREATE TABLE notes (id int);";
const LEAVE_TABLE: &str = "CREATE TEMP TABLE ids AS SELECT id FROM public.notes;";
const LEAVE_PATH: &str = "SELECT set_config('search_path', '', false);";
const LEAVE_ROLE: &str = "CREATE ROLE app; GRANT CREATE ON SCHEMA public TO app; \
    GRANT ALL ON ALL TABLES IN SCHEMA public TO app; SET ROLE app;";
const QUALIFIED: &str = "CREATE TABLE public.more ();";
const UNQUALIFIED: &str = "CREATE TABLE last ();";

/// Ups without downs, as files of a layout.
fn ups(layout: &str, ups: &[&str]) -> Folder {
    let folder = Folder::empty();
    let mut plan = "%syntax-version=1.0.0\n%project=x\n\n".to_owned();
    for (number, up) in (1..).zip(ups) {
        let (name, text) = match layout {
            "golang-migrate" => (format!("{number}_x.up.sql"), (*up).to_owned()),
            "goose" => (format!("{number}_x.sql"), format!("-- +goose Up\n{up}")),
            "diesel" => (format!("{number}_x/up.sql"), (*up).to_owned()),
            "sqitch" => (format!("deploy/x{number}.sql"), (*up).to_owned()),
            "tern" => (
                format!("{number}_x.sql"),
                format!("{up}\n---- create above / drop below ----"),
            ),
            "flyway" | "pgconform" => (format!("V{number}__x.sql"), (*up).to_owned()),
            other => panic!("{other} has no ups here"),
        };
        plan += &format!("x{number} 2024-01-01T00:00:00Z A <a@b.org>\n");
        if let Some(within) = folder.file(&name).parent() {
            fs::create_dir_all(within).expect("a temporary folder can be made");
        }
        folder.write(&name, &text);
    }
    if layout == "sqitch" {
        folder.write("sqitch.plan", &plan);
        folder.write("sqitch.conf", "[core]\n    engine = pg\n");
    }
    folder
}

/// Each fault: its migration's version, and what is said of it after `fails: `.
fn faults(folder: &Folder, layout: &str) -> Vec<String> {
    let proof = run(folder, &["verify-rollback", "--layout", layout]).json();
    let findings = proof["findings"].as_array().expect("it is a list").clone();
    let fault = |it: &&Value| it["severity"] == "fault";
    let text = |it: &Value| it.as_str().expect("it is a text").to_owned();
    let line = |it: &Value| {
        let (version, what) = (text(&it["migration"]["version"]), text(&it["what"]));
        let (_, what) = what.split_once("fails: ").unwrap_or(("", &what));
        format!("{version}: {what}")
    };
    findings.iter().filter(fault).map(line).collect()
}

#[rstest]
#[case::golang_migrate("golang-migrate", "5_x.up.sql, line 1")]
#[case::goose("goose", "5_x.sql, line 2")]
#[case::diesel("diesel", "5_x/up.sql, line 1")]
#[case::tern("tern", "5_x.sql, line 1")]
#[case::flyway("flyway", "V5__x.sql, line 1")]
#[case::ours("pgconform", "V5__x.sql, line 1")]
fn a_temporary_table_that_is_left_is_charged_to_who_leaves_it(
    #[case] layout: &str,
    #[case] at: &str,
) {
    let other = "CREATE TEMP TABLE other ();";
    let folder = ups(
        layout,
        &[
            NOTES,
            LEAVE_TABLE,
            QUALIFIED,
            other,
            LEAVE_TABLE,
            UNQUALIFIED,
        ],
    );
    let expected =
        format!("2: at {at} in the same session, relation \"ids\" already exists (SQLSTATE 42P07)");
    assert_eq!(faults(&folder, layout), [expected]);
}

#[rstest]
#[case::golang_migrate("golang-migrate", "4_x.up.sql, line 1")]
// Both write their own history without a schema, and fail at once.
#[case::goose("goose", "history")]
#[case::diesel("diesel", "history")]
fn an_empty_search_path_that_is_left_is_charged_to_who_leaves_it(
    #[case] layout: &str,
    #[case] at: &str,
) {
    let folder = ups(layout, &[NOTES, LEAVE_PATH, QUALIFIED, UNQUALIFIED]);
    let found = faults(&folder, layout);
    let [one] = &found[..] else {
        panic!("it is one fault: {found:?}");
    };
    assert!(one.starts_with("2: at ") && one.contains(at), "{one}");
}

#[rstest]
#[case::each_migration_has_a_session("sqitch", &[NOTES, LEAVE_TABLE, LEAVE_TABLE, LEAVE_PATH, UNQUALIFIED])]
#[case::each_migration_has_the_role("sqitch", &[NOTES, LEAVE_ROLE, UNQUALIFIED])]
#[case::settings_are_set_back("tern", &[NOTES, LEAVE_PATH, UNQUALIFIED])]
#[case::path_and_role_are_set_back("flyway", &[NOTES, LEAVE_PATH, UNQUALIFIED, LEAVE_ROLE, "DROP TABLE public.last;"])]
#[case::our_runner_sets_both_back("pgconform", &[NOTES, LEAVE_PATH, UNQUALIFIED, LEAVE_ROLE, "DROP TABLE public.last;"])]
#[case::nobody_needs_it("golang-migrate", &[NOTES, LEAVE_PATH, QUALIFIED])]
fn what_the_tool_sets_back_or_nobody_meets_is_no_fault(
    #[case] layout: &str,
    #[case] migrations: &[&str],
) {
    assert_eq!(faults(&ups(layout, migrations), layout), [""; 0]);
}

#[test]
fn what_is_left_and_harms_nobody_is_told_to_who_asks_for_everything() {
    let folder = ups("golang-migrate", &[NOTES, LEAVE_PATH, QUALIFIED]);
    let proof = |words: &[&str]| {
        let words = [&["verify-rollback"], words].concat();
        Pgconform::new(folder.project(), &words).run().ends_with(0)
    };
    let line = "left in the session by the up (1):\n    2_x.up.sql: search_path";
    assert!(proof(&["--verbose"]).stdout.contains(line));
    assert!(!proof(&[]).stdout.contains("left in the session"));
}

#[test]
fn a_search_path_that_lets_later_migrations_make_another_schema_is_a_fault() {
    let leave = "CREATE SCHEMA app; SET search_path = app, public;";
    let folder = ups("golang-migrate", &[NOTES, leave, UNQUALIFIED]);
    let expected = "2: in the same session, later migrations make another schema than by themselves: table app.last is left over and 1 more";
    assert_eq!(faults(&folder, "golang-migrate"), [expected]);
}

#[test]
fn who_takes_a_setting_for_later_sessions_for_granted_is_not_at_fault() {
    let set = "CREATE SCHEMA app; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO app, public', \
               current_database()); END $$; CREATE TABLE app.item (id int); CREATE TEMP TABLE ids ();";
    let folder = ups(
        "golang-migrate",
        &[set, "ALTER TABLE item ADD COLUMN a int;", NOTES],
    );
    assert_eq!(faults(&folder, "golang-migrate"), [""; 0]);
}

#[rstest]
#[case::goose(
    "goose",
    "1",
    "-- +goose NO TRANSACTION\nBEGIN; CREATE TABLE notes ();"
)]
#[case::sqitch("sqitch", "x1", "BEGIN; CREATE TABLE notes ();")]
fn a_transaction_that_is_left_open_ends_with_the_session_and_nothing_of_it_stays(
    #[case] layout: &str,
    #[case] version: &str,
    #[case] up: &str,
) {
    let expected = format!(
        "{version}: it leaves a transaction open, which is rolled back when its session ends; end it with COMMIT"
    );
    assert_eq!(faults(&ups(layout, &[up]), layout), [expected]);
}

#[test]
fn a_down_does_not_meet_what_its_up_has_left_in_another_run() {
    let folder = Folder::empty();
    for (file, sql) in [
        ("V1__notes.sql", NOTES),
        ("V1__notes.down.sql", "DROP TABLE notes;"),
        ("V2__ids.sql", LEAVE_TABLE),
        ("V2__ids.down.sql", LEAVE_TABLE),
    ] {
        folder.write(file, sql);
    }
    let found = verdicts(&folder, &[], 0);
    are(&found, &[("1", "reversible"), ("2", "reversible")]);
}

#[rstest]
#[case::commit("CREATE TABLE notes (); COMMIT;", 1)]
#[case::begin_and_commit("BEGIN; CREATE TABLE notes (); COMMIT;", 1)]
#[case::another_one_is_begun("COMMIT; CREATE TABLE notes (); BEGIN;", 0)]
fn diesel_refuses_to_end_a_transaction_that_is_over(#[case] up: &str, #[case] count: usize) {
    let said = "1: it ends its tool's transaction: Cannot perform this operation outside of a transaction (SQLSTATE 25P01)";
    let found = faults(&ups("diesel", &[up, QUALIFIED]), "diesel");
    assert_eq!(found, vec![said; count]);
}

#[test]
fn prisma_does_not_find_its_history_once_a_migration_has_emptied_the_search_path() {
    let folder = Folder::empty();
    fs::create_dir(folder.file("1_x")).expect("the folder is new");
    folder.write("1_x/migration.sql", &format!("{LEAVE_PATH} {QUALIFIED}"));
    let said =
        "1: at its tool's history, relation \"_prisma_migrations\" does not exist (SQLSTATE 42P01)";
    assert_eq!(faults(&folder, "prisma"), [said]);
}
