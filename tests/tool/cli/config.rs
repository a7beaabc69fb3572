//! A flag wins over a variable, a variable over `pgconform.toml`; `pgconform config` shows who said what.

use std::fs;

use pretty_assertions::assert_eq;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::command::{Pgconform, keys};
use crate::support::folder::{Folder, crate_folder};

/// A project with this `pgconform.toml`.
fn project(text: &str) -> Folder {
    let folder = Folder::empty();
    fs::write(folder.project().join("pgconform.toml"), text).expect("it is the test's own");
    folder
}

/// What `config` says of one setting.
fn entry(shown: &Value, name: &str) -> Value {
    let all = shown["settings"].as_array().expect("they are a list");
    let entry = all.iter().find(|entry| entry["name"] == name);
    entry.expect("each setting is shown").clone()
}

#[test]
fn each_value_is_shown_with_where_it_comes_from() {
    let folder = project("layout = \"goose\"\nfail-on = [\"differs\", \"no_down\"]\n");
    let words = ["config", "--format", "json"];
    let shown = Pgconform::new(folder.project(), &words)
        .env("PGCONFORM_MIGRATIONS", "db/migrations")
        .without("PGCONFORM_SERVER")
        .run()
        .ends_with(0)
        .json();
    assert_eq!(keys(&shown), ["file", "settings"]);
    assert_eq!(shown["file"], "pgconform.toml");
    for (name, value, origin) in [
        ("migrations", json!("db/migrations"), "PGCONFORM_MIGRATIONS"),
        ("layout", json!("goose"), "pgconform.toml:1"),
        ("fail-on", json!("differs,no_down"), "pgconform.toml:2"),
        ("server", json!("auto"), "default"),
        ("rows", Value::Null, "default"),
    ] {
        let expected = json!({ "name": name, "value": value, "origin": origin });
        assert_eq!(entry(&shown, name), expected);
    }
}

#[test]
fn people_are_shown_a_line_for_each() {
    let folder = project("strict = true\n");
    let shown = Pgconform::new(folder.project(), &["config"])
        .run()
        .ends_with(0);
    let lines: Vec<String> = shown
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for line in [
        "settings file: pgconform.toml",
        "setting value from",
        "strict true pgconform.toml:1",
        "layout (detected from the folder) default",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line}: {}", shown.stdout);
    }
}

#[rstest]
#[case::a_flag(Some("of_flag"), Some("of_variable"), "of_flag")]
#[case::a_variable(None, Some("of_variable"), "of_variable")]
#[case::the_file(None, None, "of_file")]
fn the_first_of_flag_variable_and_file_counts(
    #[case] flag: Option<&str>,
    #[case] variable: Option<&str>,
    #[case] used: &str,
) {
    let folder = project("migrations = \"of_file\"\n");
    let flag = flag.map(|flag| format!("--migrations={flag}"));
    let words: Vec<&str> = ["new", "add_role"]
        .into_iter()
        .chain(flag.as_deref())
        .collect();
    let mut new = Pgconform::new(folder.project(), &words);
    if let Some(variable) = variable {
        new = new.env("PGCONFORM_MIGRATIONS", variable);
    }
    let written = new.run().ends_with(0);
    assert!(
        written
            .stdout
            .starts_with(&format!("{used}/V0001__add_role.sql\n")),
        "{}",
        written.stdout
    );
}

#[test]
fn a_file_elsewhere_is_read_by_name() {
    let folder = project("migrations = \"here\"\n");
    fs::create_dir(folder.project().join("ci")).expect("it is new");
    fs::write(
        folder.project().join("ci/other.toml"),
        "migrations = \"there\"\n",
    )
    .expect("it is new");
    let words = ["new", "add_role", "--config", "ci/other.toml"];
    let written = Pgconform::new(folder.project(), &words).run().ends_with(0);
    assert!(
        written.stdout.starts_with("ci/there/V0001__add_role.sql\n"),
        "{}",
        written.stdout
    );
    let words = ["config", "--config", "ci/gone.toml"];
    let gone = Pgconform::new(folder.project(), &words).run();
    gone.fails_with(&[
        "cannot read the settings ci/gone.toml",
        "help: ",
        "--config FILE",
    ]);
}

#[rstest]
#[case::a_key("migration = \"db\"\n", &["pgconform.toml, line 1", "'migration'", "did you mean 'migrations'?", "^"])]
#[case::a_layout("layout = \"goos\"\n", &["'goos'", "did you mean 'goose'?"])]
#[case::a_kind("fail-on = [\"difers\"]\n", &["'difers'", "did you mean 'differs'?"])]
#[case::an_acknowledged_kind(
    "[[acknowledge]]\nmigration = \"1\"\nkind = \"forgetts\"\nbecause = \"so\"\n",
    &["pgconform.toml, line 1", "'forgetts'", "did you mean 'forgets'?"]
)]
#[case::none_beside_a_kind("fail-on = [\"none\", \"differs\"]\n", &["pgconform.toml:1", "'none'"])]
#[case::a_glob("exclude = [\"[\"]\n", &["pgconform.toml, line 1, column 11", "not a glob"])]
#[case::a_contradiction("strict = true\nallow = [\"loss\"]\n", &["strict (pgconform.toml:1)", "allow (pgconform.toml:2)"])]
fn a_wrong_file_is_an_error_that_names_its_place(#[case] text: &str, #[case] says: &[&str]) {
    let folder = project(text);
    folder.write("V1__create_a.sql", "CREATE TABLE a ();");
    Pgconform::new(folder.project(), &["verify-rollback"])
        .run()
        .fails_with(says);
}

#[test]
fn what_needs_no_settings_answers_beside_a_wrong_file() {
    let folder = project("nonsense");
    for words in [
        &["completions", "bash"][..],
        &["man"],
        &["config", "--schema"],
    ] {
        Pgconform::new(folder.project(), words).run().ends_with(0);
    }
}

#[test]
fn a_folder_that_is_not_there_is_named_with_its_variable() {
    let folder = Folder::empty();
    for (variable, words) in [
        ("PGCONFORM_MIGRATIONS", ["verify-rollback"]),
        ("PGCONFORM_MIGRATIONS", ["status"]),
    ] {
        Pgconform::new(folder.project(), &words)
            .env(variable, "nowhere")
            .run()
            .fails_with(&[variable, "nowhere"]);
    }
}

#[test]
fn a_baseline_of_the_file_is_written_without_a_flag() {
    let folder = project("baseline = \"known.txt\"\n");
    folder.write(
        "V1__create_a.sql",
        "CREATE TABLE a (id BIGINT PRIMARY KEY);",
    );
    // In a project without any down none would be missed.
    folder.write("V2__analyze.sql", "ANALYZE a;");
    folder.write("V2__analyze.down.sql", "ANALYZE a;");
    let words = ["verify-rollback", "--write-baseline"];
    Pgconform::new(folder.project(), &words).run().ends_with(0);
    let known = fs::read_to_string(folder.project().join("known.txt"));
    let known = known.expect("it was written");
    assert!(known.contains("V1-no_down-"), "{known}");
}

#[test]
fn the_schema_is_that_of_the_documents() {
    let folder = Folder::empty();
    let words = ["config", "--schema"];
    let schema = Pgconform::new(folder.project(), &words).run().ends_with(0);
    let documented = fs::read_to_string(crate_folder().join("docs/pgconform.schema.json"));
    let documented: Value =
        serde_json::from_str(&documented.expect("it is there")).expect("it is JSON");
    assert_eq!(schema.json(), documented);
}
