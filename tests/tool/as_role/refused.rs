//! A role that would show nothing, or cannot run anything, is refused with one error.

use rstest::rstest;

use super::with_set_up;
use crate::layouts::project::project;
use crate::support::command::Pgconform;

const NOTES: (&str, &str, &str) = ("1_notes", "CREATE TABLE notes ();", "DROP TABLE notes;");

#[rstest]
#[case::superuser("postgres", "", &["the role postgres", "is a superuser"])]
#[case::made_superuser("\"App\"", "CREATE ROLE \"\"\"App\"\"\" SUPERUSER LOGIN;", &["is a superuser"])]
#[case::without_login("app", "CREATE ROLE app;", &["the role app", "may not log in", "ALTER ROLE app LOGIN; into the set-up"])]
#[case::reserved("pg_mine", "", &["--as", "pg_mine", "42939"])]
#[test]
fn a_role_that_cannot_stand_for_an_owner_is_refused(
    #[case] role: &str,
    #[case] set_up: &str,
    #[case] words: &[&str],
) {
    for command in ["verify-rollback", "snapshot", "scratch"] {
        let (folder, file) = with_set_up(&[NOTES], set_up);
        let line = [command, "--as", role, "--setup", &file];
        Pgconform::new(folder.project(), &line)
            .run()
            .fails_with(words);
    }
}

#[rstest]
#[case::empty("")]
#[case::too_long("a23456789b123456789c123456789d123456789e123456789f123456789g1234")]
#[case::with_a_line("app\nhost all all all trust")]
#[case::like_a_pattern("/^.*$")]
#[test]
fn what_is_no_name_of_a_role_is_refused(#[case] name: &str) {
    let folder = project(&[NOTES]);
    let ended = Pgconform::new(folder.project(), &["snapshot", "--as", name]).run();
    ended.fails_with(&["'--as <ROLE>'", "the name of a role"]);
}
