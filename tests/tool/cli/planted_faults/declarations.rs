//! Data that a down cannot keep must be declared, and what is declared must be true.

use rstest::rstest;

use super::{Edit, assert_found, edited};
use crate::support::folder::Folder;

const SIX_DECLARES_THE_NAME: &str =
    "  V0006__check_email_format.down.sql declares that it loses users.name, but it does not";

#[rstest]
#[case::a_column(
    ("V0008__add_clerk_identity.down.sql", "-- pgconform: loses users.clerk_id\n", ""),
    &["8 reversible", "  lost users.clerk_id undeclared, forgets", "  lost users.last_login_at as declared"]
)]
#[case::a_table(
    ("V0003__create_sessions.down.sql", "-- pgconform: loses sessions\n", ""),
    &["3 reversible", "  lost sessions undeclared, forgets"]
)]
#[case::a_table_and_its_numbers(
    ("V0004__create_tasks.down.sql", "-- pgconform: loses tasks\n", ""),
    &[
        "4 reversible",
        "  lost tasks undeclared, forgets",
    ]
)]
#[case::rows(
    ("V0006__check_email_format.down.sql", "", "DELETE FROM sessions;"),
    &["6 lost_before", "  lost sessions undeclared, lost_before"]
)]
#[case::values(
    ("V0006__check_email_format.down.sql", "", "UPDATE users SET name = upper(name);"),
    &["6 lost_before", "  lost users.name undeclared, lost_before"]
)]
fn a_loss_that_is_not_declared_is_found(#[case] edit: Edit, #[case] expected: &[&str]) {
    assert_found(&edited(&[edit]), "equal", expected);
}

#[rstest]
#[case::alone(
    "V0006__check_email_format.down.sql",
    &["6 stale_declaration", SIX_DECLARES_THE_NAME]
)]
#[case::beside_a_true_one(
    "V0009__add_role.down.sql",
    &[
        "9 stale_declaration",
        "  lost users.role as declared",
        "  V0009__add_role.down.sql declares that it loses users.name, but it does not",
    ]
)]
fn a_loss_that_does_not_happen_is_a_stale_declaration(
    #[case] file: &str,
    #[case] expected: &[&str],
) {
    let folder = Folder::first_nine();
    let text = std::fs::read_to_string(folder.file(file)).expect("the copy holds it");
    folder.write(file, &format!("-- pgconform: loses users.name\n{text}"));
    assert_found(&folder, "equal", expected);
}

#[test]
fn irreversible_is_stale_where_everything_comes_back() {
    let folder = Folder::first_nine();
    folder.replace(
        "V0006__check_email_format.down.sql",
        "ALTER TABLE",
        "-- pgconform: irreversible because I said so\nALTER TABLE",
    );
    assert_found(
        &folder,
        "equal",
        &[
            "6 stale_declaration",
            "  V0006__check_email_format.down.sql declares that it is irreversible because I said so, \
             but it brings everything back",
        ],
    );
}

#[rstest]
#[case::it_loses(
    ("V0009__add_role.down.sql", "loses users.role", "irreversible because roles are gone"),
    &[
        "9 declared_irreversible",
        "  lost users.role undeclared, forgets",
        "  irreversible because roles are gone",
    ]
)]
#[case::it_refuses(
    ("V0006__check_email_format.down.sql", "ALTER TABLE users",
     "-- pgconform: irreversible because it hurts\nDO $$ BEGIN RAISE 'no'; END $$;\nALTER TABLE users"),
    &["6 declared_irreversible", "  irreversible because it hurts"]
)]
fn irreversible_is_no_fault_where_it_is_true(#[case] edit: Edit, #[case] expected: &[&str]) {
    assert_found(&edited(&[edit]), "not_possible", expected);
}
