//! `pgconform init` writes a `pgconform.toml` that says what it found in the project, and never over another.

use std::fs;
use std::path::Path;

use pretty_assertions::assert_eq;
use rstest::rstest;
use walkdir::WalkDir;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::{Folder, crate_folder};

fn init(folder: &Folder) -> Ended {
    Pgconform::new(folder.project(), &["init", "--format", "json"]).run()
}

/// Puts the files of a layout's case into a folder of the project.
fn put(folder: &Folder, case: &str, place: &str) {
    let from = crate_folder().join("fixtures/layouts").join(case);
    let mut count = 0;
    for entry in WalkDir::new(&from)
        .into_iter()
        .map(|entry| entry.expect("it can be read"))
    {
        let path = entry.path().strip_prefix(&from).expect("it is in there");
        let to = folder.project().join(place).join(path);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).expect("the project is the test's own");
        } else {
            fs::copy(entry.path(), &to).expect("the project is the test's own");
            count += 1;
        }
    }
    assert!(count > 0, "{case} has no files");
}

fn file(folder: &Folder) -> String {
    fs::read_to_string(folder.project().join("pgconform.toml")).expect("it was written")
}

#[rstest]
#[case("dbmate", "options_of_each_way", "db/migrations")]
#[case("diesel", "no_down_in_the_middle", "migrations")]
#[case("drizzle", "journal", "drizzle")]
#[case("flyway", "undo_and_repeatable", "src/main/resources/db/migration")]
#[case("golang-migrate", "concurrently_beside_others", "db/migrations")]
#[case("goose", "each_annotation", "sql/schema")]
#[case("pgconform", "refinerys_files", "migrations")]
#[case("postgrator", "do_and_undo", "migrations")]
#[case("prisma", "forward_only", "prisma/migrations")]
#[case("sqitch", "plan_with_rework", ".")]
#[case("sqlx", "alone_and_in_pairs", "crates/store/migrations")]
#[case("tern", "template_and_data", "db/migrations")]
fn every_layout_is_found_where_its_tool_has_it(
    #[case] layout: &str,
    #[case] case: &str,
    #[case] place: &str,
) {
    let folder = Folder::empty();
    put(&folder, &format!("{layout}/{case}"), place);
    let found = init(&folder).ends_with(0).json();
    assert_eq!(found["file"], "pgconform.toml");
    assert_eq!(found["migrations"]["folder"], place, "{found}");
    assert_eq!(found["migrations"]["layout"], layout, "{found}");
    assert_eq!(found["others"], serde_json::json!([]));
    let shown = Pgconform::new(folder.project(), &["config", "--format", "json"]).run();
    let settings = shown.ends_with(0).json();
    assert_eq!(settings["settings"][0]["value"], place);
    assert_eq!(settings["settings"][1]["value"], layout);
}

#[test]
fn it_says_what_it_wrote_and_what_to_run_next() {
    let folder = Folder::first_nine().without_settings();
    let said = Pgconform::new(folder.project(), &["init"])
        .run()
        .ends_with(0);
    assert_eq!(
        said.stdout,
        "wrote pgconform.toml: migrations, layout pgconform, 9 migrations\nnext: pgconform verify-rollback\n"
    );
}

#[test]
fn every_key_is_in_the_file_with_what_it_is() {
    let folder = Folder::first_nine().without_settings();
    init(&folder).ends_with(0);
    let text = file(&folder);
    for key in pgconform::settings::TABLE.iter().filter_map(|row| row.key) {
        let is_there = |line: &str| {
            line.trim_start_matches("# ")
                .starts_with(&format!("{key} = "))
        };
        assert!(text.lines().any(is_there), "{key}: {text}");
    }
}

#[test]
fn several_folders_are_all_named_and_the_least_deep_is_set() {
    let folder = Folder::first_nine().without_settings();
    put(&folder, "goose/each_annotation", "services/mail/migrations");
    let found = init(&folder).ends_with(0).json();
    assert_eq!(found["migrations"]["folder"], "migrations");
    assert_eq!(found["others"][0]["folder"], "services/mail/migrations");
    let line = "# migrations = \"services/mail/migrations\" # layout goose\n";
    assert!(file(&folder).contains(line), "{}", file(&folder));
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let folder = Folder::first_nine().without_settings();
    let path = folder.project().join("pgconform.toml");
    fs::write(&path, "strict = true\n").expect("it is the test's own");
    let said = Pgconform::new(folder.project(), &["init"]).run();
    said.fails_with(&["pgconform.toml exists", "not overwritten"]);
    assert_eq!(file(&folder), "strict = true\n");
}

#[rstest]
#[case::nothing("", "", "nothing was written")]
#[case::nobodys("create_notes.sql", "CREATE TABLE notes ();", "nothing was written")]
#[case::of_two_layouts(
    "1_x.sql",
    "-- +goose Up\n-- migrate:up\nCREATE TABLE a ();\n-- +goose Down\n-- migrate:down\nDROP TABLE a;\n",
    "goose"
)]
fn where_nothing_is_found_nothing_is_written(
    #[case] name: &str,
    #[case] text: &str,
    #[case] says: &str,
) {
    let folder = Folder::empty();
    if !name.is_empty() {
        folder.write(name, text);
    }
    let said = Pgconform::new(folder.project(), &["init"]).run();
    said.fails_with(&[says]);
    assert!(!Path::new(&folder.project().join("pgconform.toml")).exists());
}

#[test]
fn what_a_project_is_built_of_is_not_searched() {
    let folder = Folder::empty();
    put(
        &folder,
        "goose/each_annotation",
        "node_modules/x/migrations",
    );
    put(&folder, "goose/each_annotation", ".cache/migrations");
    let said = Pgconform::new(folder.project(), &["init"]).run();
    said.fails_with(&["no folder below this one"]);
}

#[test]
fn a_file_elsewhere_is_not_written() {
    let folder = Folder::ours().without_settings();
    let words = ["init", "--config", "other.toml"];
    let run = Pgconform::new(folder.project(), &words).run();
    run.fails_with(&["does not accept --config", "run it in the project's folder"]);
    for name in ["other.toml", "pgconform.toml"] {
        assert!(!folder.project().join(name).exists(), "{name}");
    }
}
