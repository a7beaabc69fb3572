//! What does not run, in the step in which it does not.

use rstest::rstest;

use super::{Edit, assert_found, edited};
use crate::support::folder::Folder;

/// Where the tables that were left behind take it with them, the trip from head to base is clean.
#[rstest]
#[case::empty_down(
    ("V0005__index_lookups.down.sql", "DROP INDEX idx_users_email;\nDROP INDEX idx_tasks_user_id;\nDROP INDEX idx_sessions_user_id;\n", ""),
    "equal",
    &[
        "5 differs",
        "  after down: leftover index public.idx_sessions_user_id",
        "  after down: leftover index public.idx_tasks_user_id",
        "  after down: leftover index public.idx_users_email",
        "  V0005__index_lookups.sql: 42P07",
    ]
)]
#[case::empty_down_of_a_column(
    ("V0009__add_role.down.sql", "-- pgconform: loses users.role\n\nALTER TABLE users DROP COLUMN role;\n", ""),
    "equal",
    &[
        "9 differs",
        "  after down: leftover column public.users.role",
        "  after down: leftover constraint public.users.users_role_known",
        "  V0009__add_role.sql: 42701",
    ]
)]
#[case::index_not_dropped(
    ("V0005__index_lookups.down.sql", "DROP INDEX idx_users_email;\n", ""),
    "equal",
    &[
        "5 up_again_failed",
        "  after down: leftover index public.idx_users_email",
        "  V0005__index_lookups.sql: 42P07",
    ]
)]
#[case::left_over_function(
    ("V0002__keep_updated_at.down.sql", "DROP FUNCTION update_updated_at_column();\n", ""),
    "failed",
    &[
        "2 up_again_failed",
        "  after down: leftover function public.update_updated_at_column()",
        "  V0002__keep_updated_at.sql: 42723",
    ]
)]
#[case::function_of_another_signature(
    ("V0002__keep_updated_at.down.sql", "FUNCTION update_updated_at_column()", "FUNCTION IF EXISTS update_updated_at_column(integer)"),
    "failed",
    &[
        "2 up_again_failed",
        "  after down: leftover function public.update_updated_at_column()",
        "  V0002__keep_updated_at.sql: 42723",
    ]
)]
fn a_second_up_that_stumbles_over_what_is_left_is_found(
    #[case] edit: Edit,
    #[case] full_trip: &str,
    #[case] expected: &[&str],
) {
    assert_found(&edited(&[edit]), full_trip, expected);
}

#[rstest]
#[case::misspelt(
    ("V0004__create_tasks.down.sql", "DROP TABLE", "DROP TABEL"),
    &["4 down_failed", "  V0004__create_tasks.down.sql:3:6: 42601"]
)]
#[case::in_the_wrong_order(
    ("V0002__keep_updated_at.down.sql", "DROP TRIGGER update_users_updated_at ON users;\n", ""),
    &["2 down_failed", "  V0002__keep_updated_at.down.sql: 2BP01"]
)]
#[case::twice(
    ("V0009__add_role.down.sql", "", "ALTER TABLE users DROP COLUMN role;"),
    &["9 down_failed", "  V0009__add_role.down.sql: 42703"]
)]
#[case::ending_its_transaction(
    ("V0006__check_email_format.down.sql", "", "COMMIT;"),
    &[
        "6 down_failed",
        "  V0006__check_email_format.down.sql, line 2, ends the transaction it runs in; \
         remove COMMIT and ROLLBACK from it, or begin it with '-- pgconform: no-transaction'",
    ]
)]
fn a_down_that_does_not_run_is_found(#[case] edit: Edit, #[case] expected: &[&str]) {
    assert_found(&edited(&[edit]), "not_possible", expected);
}

#[test]
fn a_migration_without_a_down_is_found() {
    let folder = Folder::first_nine();
    folder.remove("V0005__index_lookups.down.sql");
    assert_found(&folder, "not_possible", &["5 no_down"]);
}

#[test]
fn after_an_up_that_fails_nothing_is_reached() {
    let misspelt = (
        "V0005__index_lookups.sql",
        "ON tasks (user_id)",
        "ON task (user_id)",
    );
    let expected = [
        "5 up_failed",
        "  V0005__index_lookups.sql: 42P01",
        "6 not_reached",
        "7 not_reached",
        "8 not_reached",
        "9 not_reached",
    ];
    assert_found(&edited(&[misspelt]), "not_possible", &expected);
}

/// Each is told in its own step, and the sound ones between them are not blamed.
#[test]
fn several_faults_are_each_found() {
    let folder = edited(&[
        ("V0004__create_tasks.down.sql", "DROP TABLE", "DROP TABEL"),
        (
            "V0006__check_email_format.down.sql",
            "",
            "ALTER TABLE tasks ALTER title DROP NOT NULL;",
        ),
        (
            "V0009__add_role.down.sql",
            "-- pgconform: loses users.role\n",
            "",
        ),
    ]);
    let expected = [
        "4 down_failed",
        "  V0004__create_tasks.down.sql:3:6: 42601",
        "6 differs",
        "  after down: changed column public.tasks.title: not_null was true, is false",
        "9 reversible",
        "  lost users.role undeclared, forgets",
    ];
    assert_found(&folder, "not_possible", &expected);
}
