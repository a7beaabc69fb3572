//! What a down leaves behind, forgets to bring back, or brings back otherwise.

use rstest::rstest;

use super::{Edit, assert_found, edited};
use crate::support::folder::Folder;

/// A statement at the end of a down that is sound, as a hand that slips would leave it.
const fn slip(statement: &'static str) -> Edit {
    ("V0006__check_email_format.down.sql", "", statement)
}

#[rstest]
#[case::lost_default(
    "ALTER TABLE tasks ALTER completed DROP DEFAULT;",
    &["column public.tasks.completed: default was \"false\", is null"]
)]
#[case::lost_not_null(
    "ALTER TABLE tasks ALTER title DROP NOT NULL;",
    &["column public.tasks.title: not_null was true, is false"]
)]
#[case::lost_privilege(
    "REVOKE SELECT ON users FROM postgres;",
    &["table public.users: privileges was [\"postgres=arwdDxt/postgres\"], is [\"postgres=awdDxt/postgres\"]"]
)]
#[case::lost_delete_rule(
    "ALTER TABLE tasks DROP CONSTRAINT tasks_user_id_fkey, \
     ADD CONSTRAINT tasks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);",
    &[
        "constraint public.tasks.tasks_user_id_fkey: definition \
         was \"FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE\", \
         is \"FOREIGN KEY (user_id) REFERENCES public.users(id)\"",
    ]
)]
#[case::disabled_trigger(
    "ALTER TABLE tasks DISABLE TRIGGER update_tasks_updated_at;",
    &["trigger public.tasks.update_tasks_updated_at: enabled was \"origin\", is \"disabled\""]
)]
#[case::restarted_sequence(
    "ALTER TABLE tasks ALTER id RESTART;",
    &["sequence public.tasks_id_seq: next_value was \"4\", is \"1\""]
)]
fn what_a_down_changes_besides_is_found(#[case] statement: &'static str, #[case] changed: &[&str]) {
    let mut expected = vec!["6 differs".to_owned()];
    expected.extend(
        changed
            .iter()
            .map(|fact| format!("  after down: changed {fact}")),
    );
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    assert_found(&edited(&[slip(statement)]), "equal", &expected);
}

/// A role belongs to the server, so that taking back every migration does not bring it back.
#[test]
fn a_role_that_a_down_changes_is_found() {
    let edit = slip("ALTER ROLE postgres SET work_mem = '5MB';");
    let expected = [
        "6 differs",
        "  after down: changed role postgres: settings was null, is [\"work_mem=5MB\"]",
    ];
    assert_found(&edited(&[edit]), "differs", &expected);
}

/// The up does not mind, so that nothing fails: only the comparison sees it.
#[rstest]
#[case::function(
    "differs",
    &[
        ("V0002__keep_updated_at.down.sql", "DROP FUNCTION update_updated_at_column();", ""),
        ("V0002__keep_updated_at.sql", "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    ],
    &["2 differs", "  after down: leftover function public.update_updated_at_column()"]
)]
#[case::function_of_another_signature(
    "differs",
    &[
        ("V0002__keep_updated_at.down.sql", "FUNCTION update_updated_at_column()", "FUNCTION IF EXISTS update_updated_at_column(integer)"),
        ("V0002__keep_updated_at.sql", "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    ],
    &["2 differs", "  after down: leftover function public.update_updated_at_column()"]
)]
#[case::index(
    "equal",
    &[
        ("V0005__index_lookups.down.sql", "DROP INDEX idx_users_email;", ""),
        ("V0005__index_lookups.sql", "INDEX idx_users_email ON users (", "INDEX IF NOT EXISTS idx_users_email ON users ("),
    ],
    &["5 differs", "  after down: leftover index public.idx_users_email"]
)]
fn what_a_down_leaves_is_found_although_nothing_fails(
    #[case] full_trip: &str,
    #[case] edits: &[Edit],
    #[case] expected: &[&str],
) {
    assert_found(&edited(edits), full_trip, expected);
}

/// PostgreSQL cannot put a column back in its place, so no down can undo this.
#[test]
fn a_comment_that_is_gone_is_a_note() {
    let edits = [(
        "V0006__check_email_format.down.sql",
        "",
        "COMMENT ON COLUMN tasks.title IS NULL;",
    )];
    let expected = [
        "6 reversible",
        "  after down: changed column public.tasks.title: comment was \"One line, 1 to 200 characters.\", is null",
    ];
    assert_found(&edited(&edits), "equal", &expected);
}

#[test]
fn an_order_of_columns_that_no_down_could_keep_is_a_note() {
    let expected = [
        "2 reversible",
        "  after down: changed table public.a: column_order was [\"x\",\"y\",\"z\"], is [\"x\",\"z\",\"y\"]",
        "  lost a.y as declared",
    ];
    assert_found(&Folder::of("column_order"), "equal", &expected);
}
