//! What is wrong in `pgconform.toml` is shown where it stands, with what was most likely meant.

use std::path::Path;

use pgconform::settings::{Allow, SettingType};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{error, settings};

#[test]
fn each_key_is_read_and_paths_are_relative_to_the_file() {
    let text = r#"
        migrations = "db/migrations"
        layout = "goose"
        setup = ["roles.sql", "/etc/extensions.sql", "preset:neon"]
        search-path = ["app", "public"]
        ignore = ["schema:audit", "owners"]
        exclude = ["drafts/**"]
        rows = "rows"
        server = "local"
        postgres = 16
        strict = true
        fail-on = ["differs", "no_down"]
        allow = ["column-order", "loss"]
        baseline = "known.txt"
    "#;
    let read = settings(text, &[]).expect("each key is one that there is");
    assert_eq!(read.major().number(), 16);
    assert_eq!(read.file(), Some(Path::new("project/pgconform.toml")));
    assert_eq!(read.migrations.value, Path::new("project/db/migrations"));
    assert_eq!(read.layout.expect("it is set").value, "goose");
    let setup = ["project/roles.sql", "/etc/extensions.sql", "preset:neon"];
    let read_setup = read.setup.value.iter().map(SettingType::to_text);
    assert_eq!(read_setup.collect::<Vec<_>>(), setup);
    assert_eq!(
        read.search_path.expect("it is set").value,
        ["app", "public"]
    );
    assert_eq!(read.ignore.value, ["schema:audit", "owners"]);
    assert_eq!(read.exclude.value, ["drafts/**"]);
    assert_eq!(
        read.rows.expect("it is set").value,
        Path::new("project/rows")
    );
    assert!(read.strict.value);
    assert_eq!(
        read.fail_on.expect("it is set").value,
        ["differs", "no_down"]
    );
    assert_eq!(read.allow.value, [Allow::ColumnOrder, Allow::Loss]);
    assert_eq!(
        read.baseline.expect("it is set").value,
        Path::new("project/known.txt")
    );
}

#[test]
fn an_acknowledgement_says_what_and_why_and_where_it_stands() {
    let text = "[[acknowledge]]\nmigration = 7\nkind = \"lost_before\"\nbecause = \"agreed\"\n\n\
        [[acknowledge]]\nmigration = \"1.2\"\nkind = \"differs\"\nobject = \"table notes\"\nbecause = \"so\"\n";
    let read = settings(text, &[]).expect("both are whole").acknowledge;
    let read: Vec<_> = read
        .iter()
        .map(|it| {
            (
                &*it.migration,
                &*it.kind,
                it.object.as_deref(),
                &*it.because,
                it.place.line,
            )
        })
        .collect();
    let whole = [
        ("7", "lost_before", None, "agreed", 1),
        ("1.2", "differs", Some("table notes"), "so", 6),
    ];
    assert_eq!(read, whole);
}

#[rstest]
#[case::mistyped_key(
    "strict = true\nmigratons = \"db\"\n",
    "project/pgconform.toml, line 2, column 1: there is no setting 'migratons'\n  2 | migratons = \"db\"\n    | ^^^^^^^^^\nhelp: did you mean 'migrations'?"
)]
#[case::unknown_word(
    "server = \"contianer\"",
    "project/pgconform.toml, line 1, column 10: server is 'contianer': expected auto, container or local\n  1 | server = \"contianer\"\n    |          ^^^^^^^^^^^\nhelp: did you mean 'container'?"
)]
#[case::wrong_type(
    "\tstrict = \"yes\"",
    "project/pgconform.toml, line 1, column 11: strict is 'yes': expected true or false\n  1 | \tstrict = \"yes\"\n    | \t         ^^^^^"
)]
#[case::no_list(
    "exclude = \"drafts/**\"",
    "project/pgconform.toml, line 1, column 11: exclude is 'drafts/**': expected a list: [\"...\", \"...\"]\n  1 | exclude = \"drafts/**\"\n    |           ^^^^^^^^^^^"
)]
#[case::one_of_a_list(
    "allow = [\n  \"loss\",\n  \"losses\",\n]",
    "project/pgconform.toml, line 3, column 3: allow is 'losses': expected column-order, cosmetic or loss\n  3 |   \"losses\",\n    |   ^^^^^^^^\nhelp: did you mean 'loss'?"
)]
#[case::another_major(
    "postgres = 13",
    "project/pgconform.toml, line 1, column 12: postgres is '13': expected 14, 15, 16, 17, 18, or a list of them, such as [15, 17]\n  1 | postgres = 13\n    |            ^^"
)]
#[case::entry_without_reason(
    "[[acknowledge]]\nmigration = 7\nkind = \"differs\"",
    "project/pgconform.toml, line 1, column 1: an entry of acknowledge lacks because\n  1 | [[acknowledge]]\n    | ^^^^^^^^^^^^^^^"
)]
#[case::mistyped_key_of_an_entry(
    "[[acknowledge]]\nmigration = 7\nreason = \"x\"",
    "project/pgconform.toml, line 3, column 1: there is no setting 'reason'\n  3 | reason = \"x\"\n    | ^^^^^^\nhelp: the keys are migration, kind, object, because"
)]
fn what_is_wrong_is_shown_where_it_stands(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(error(settings(text, &[])), expected);
}

#[test]
fn what_is_no_toml_is_shown_where_it_ends_to_be() {
    let error = error(settings("strict = true\nserver = local\n", &[]));
    let start = "project/pgconform.toml, line 2, column 10: ";
    assert!(error.starts_with(start), "{error}");
    assert!(
        error.contains("\n  2 | server = local\n    |          ^"),
        "{error}"
    );
}

#[test]
fn what_a_file_says_is_shown_harmless() {
    let error = error(settings("\"a\\u001b[2J\" = 1 # \u{1b}[31m", &[]));
    assert!(!error.contains('\u{1b}'), "{error:?}");
    let error = super::error(settings("# \u{202e}\nserver = \"\u{202e}\"", &[]));
    assert!(
        error.contains("\\u{202e}") && !error.contains('\u{202e}'),
        "{error:?}"
    );
}

#[rstest]
#[case("confine = \"off\"")]
#[case("pg-bin = \"/tmp/bin\"")]
#[case("cache = \"/tmp\"")]
fn what_is_for_the_machine_to_decide_no_repository_decides(#[case] text: &str) {
    let error = error(settings(text, &[]));
    assert!(error.contains("there is no setting"), "{error}");
}
