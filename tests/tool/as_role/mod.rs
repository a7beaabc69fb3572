//! With `--as`, migrations run as the role that owns a hosted database: no superuser, in sessions of its own, whichever tool
//! they are of. What they need beyond that is found, and the rest is proved all the same.

mod needs;
mod presets;
mod refused;
mod sessions;
mod set_up;
mod verify;

use std::fs;

use crate::layouts::project::{project, run, verdicts};
use crate::support::command::Ended;
use crate::support::folder::Folder;

/// What only a superuser may: an extension that is not trusted.
const UNTRUSTED: &str = "CREATE EXTENSION dblink;";

/// What an owner's role may on RDS, Supabase and Neon.
const OF_AN_OWNER: [(&str, &str, &str); 4] = [
    (
        "1_trusted",
        "CREATE EXTENSION citext; CREATE TABLE notes (id int PRIMARY KEY, title citext);",
        "DROP TABLE notes; DROP EXTENSION citext;",
    ),
    (
        "2_roles",
        "CREATE ROLE reader; GRANT SELECT ON notes TO reader;",
        "REVOKE ALL ON notes FROM reader; DROP ROLE reader;",
    ),
    (
        "3_defaults",
        "CREATE SCHEMA api; ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT SELECT ON TABLES TO PUBLIC;
         CREATE TABLE api.keys (id int PRIMARY KEY);",
        "DROP TABLE api.keys; ALTER DEFAULT PRIVILEGES IN SCHEMA api REVOKE SELECT ON TABLES FROM PUBLIC;
         DROP SCHEMA api;",
    ),
    (
        "4_owner",
        "ALTER DATABASE postgres SET statement_timeout = '1h'; ALTER TABLE notes OWNER TO CURRENT_USER;",
        "ALTER DATABASE postgres RESET statement_timeout;",
    ),
];

/// The project with a file for `--setup`, and its path.
fn with_set_up(migrations: &[(&str, &str, &str)], set_up: &str) -> (Folder, String) {
    let folder = project(migrations);
    let file = folder.project().join("setup.sql");
    fs::write(&file, set_up).expect("a test's own folder");
    let path = file.to_str().expect("a temporary path is text").to_owned();
    (folder, path)
}

/// What was found of one kind: migration, and the server's message.
fn findings(ended: &Ended, kind: &str) -> Vec<(String, String)> {
    let result = ended.json();
    let findings = result["findings"].as_array().expect("findings are a list");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let found = findings.iter().filter(|it| it["kind"] == kind);
    found
        .map(|it| (text(&it["migration"]["version"]), text(&it["what"])))
        .collect()
}

#[test]
fn what_the_owner_of_a_hosted_database_may_holds() {
    let found = verdicts(&project(&OF_AN_OWNER), &["--as", "app"], 0);
    let reversible = |version: &str| (version.to_owned(), "reversible".to_owned());
    pretty_assertions::assert_eq!(found, ["1", "2", "3", "4"].map(reversible));
}

#[test]
fn the_setting_may_stand_in_a_variable_and_in_the_file() {
    let folder = project(&[("1_dblink", UNTRUSTED, "DROP EXTENSION dblink;")]);
    run(&folder, &["verify-rollback"]).ends_with(0);
    let words = ["verify-rollback", "--format", "json"];
    let by_variable = crate::support::command::Pgconform::new(folder.project(), &words);
    let ended = by_variable.env("PGCONFORM_AS", "app").run().ends_with(1);
    assert_eq!(findings(&ended, "needs_superuser").len(), 1);
    fs::write(folder.project().join("pgconform.toml"), "as = \"app\"\n").expect("its own folder");
    let ended = run(&folder, &["verify-rollback"]).ends_with(1);
    assert_eq!(findings(&ended, "needs_superuser").len(), 1);
}
