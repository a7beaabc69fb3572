//! The set-up decides what the role is; what it does not say is as on hosted databases.

use pretty_assertions::assert_eq;

use super::{findings, with_set_up};
use crate::layouts::project::{are, project, run, verdicts};
use crate::support::command::Pgconform;

const ROLE: (&str, &str, &str) = ("1_role", "CREATE ROLE reader;", "DROP ROLE reader;");

#[test]
fn a_role_that_the_set_up_makes_keeps_its_privileges() {
    let (folder, set_up) = with_set_up(&[ROLE], "CREATE ROLE app LOGIN; GRANT pg_monitor TO app;");
    let options = ["--as", "app", "--setup", &set_up];
    let ended = run(&folder, &[&["verify-rollback"], &options[..]].concat()).ends_with(1);
    assert_eq!(findings(&ended, "needs_superuser").len(), 2);
    let help = "write ALTER ROLE app CREATEROLE; into a file";
    assert!(ended.stdout.contains(help), "{}", ended.stdout);
    let up = "CREATE TABLE notes (); ALTER TABLE notes OWNER TO pg_monitor;";
    let (folder, set_up) = with_set_up(
        &[("1_notes", up, "DROP TABLE notes;")],
        "CREATE ROLE app LOGIN; GRANT pg_monitor TO app; GRANT CREATE ON SCHEMA public TO pg_monitor;",
    );
    let options = ["--as", "app", "--setup", &set_up];
    are(&verdicts(&folder, &options, 0), &[("1", "reversible")]);
}

#[test]
fn a_role_that_nobody_has_made_is_made() {
    are(
        &verdicts(&project(&[ROLE]), &["--as", "nobody_yet"], 0),
        &[("1", "reversible")],
    );
}

#[test]
fn what_the_set_up_makes_is_not_the_roles() {
    let up = "ALTER TABLE people ADD note text;";
    let (folder, set_up) = with_set_up(
        &[("1_note", up, "SELECT 1;")],
        "CREATE TABLE people (id int);",
    );
    let ended = run(
        &folder,
        &["verify-rollback", "--as", "app", "--setup", &set_up],
    )
    .ends_with(1);
    let found = findings(&ended, "needs_superuser");
    assert!(
        found[0].1.contains("must be owner of table people"),
        "{found:?}"
    );
    assert!(
        ended
            .stdout
            .contains("only its owner and members of that role may"),
        "{}",
        ended.stdout
    );
}

#[test]
fn the_schemas_of_a_search_path_are_the_roles() {
    let folder = project(&[("1_notes", "CREATE TABLE notes ();", "DROP TABLE notes;")]);
    let options = ["--as", "app", "--search-path", "shop,public"];
    are(&verdicts(&folder, &options, 0), &[("1", "reversible")]);
    let words = [&["snapshot"], &options[..]].concat();
    let made = Pgconform::new(folder.project(), &words)
        .run()
        .ends_with(0)
        .stdout;
    assert!(made.contains("table shop.notes\n"), "{made}");
}
