//! A variable has one of its values, or is an error that names it, what it says and what it may say.

use pgconform::migrations::{Gaps, Reading};
use pgconform::settings::{Environment, ServerSource, Settings, unknown_variables};
use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{error, of_variables, settings};

#[rstest]
#[case(&["1", "true", "yes"], true)]
#[case(&["0", "false", "no", ""], false)]
fn a_switch_is_set_in_words_or_numbers(#[case] words: &[&str], #[case] is_on: bool) {
    for word in words {
        let settings = of_variables(&[("PGCONFORM_KEEP", word)]).expect("it is a word for it");
        assert_eq!(settings.keep.value, is_on, "{word}");
    }
}

#[rstest]
#[case(
    "PGCONFORM_KEEP",
    "maybe",
    "expected true, yes or 1, or false, no or 0"
)]
#[case("PGCONFORM_KEEP", "TRUE", "expected true, yes or 1, or false, no or 0")]
#[case("PGCONFORM_AHEAD", "-1", "expected a number, 0 or more")]
#[case("PGCONFORM_SERVER", "nonsense", "expected auto, container or local")]
#[case("PGCONFORM_CONFINE", "on", "expected auto, required or off")]
fn what_a_variable_cannot_be_is_named(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] allowed: &str,
) {
    let error = error(of_variables(&[(variable, value)]));
    assert_eq!(error, format!("{variable} is '{value}': {allowed}"));
}

#[test]
fn a_mistyped_word_is_answered_with_the_nearest_one() {
    let error = error(of_variables(&[("PGCONFORM_CONFINE", "require")]));
    assert!(
        error.ends_with("\nhelp: did you mean 'required'?"),
        "{error}"
    );
}

#[test]
fn a_folder_that_does_not_exist_is_named_with_its_variable() {
    let settings = of_variables(&[("PGCONFORM_ROWS", "/nowhere/rows")]);
    let settings = settings.expect("a path is a path");
    let rows = settings.rows.expect("it is set");
    let words = "PGCONFORM_ROWS names the folder /nowhere/rows, which does not exist";
    assert_eq!(error(rows.folder()), words);
}

#[test]
fn folders_in_one_variable_stand_between_colons() {
    let settings = of_variables(&[("PGCONFORM_ALLOW_PATH", "/a::/b:")]).expect("it is sound");
    assert_eq!(
        settings.allow_path.value,
        ["/a", "/b"].map(std::path::PathBuf::from)
    );
}

#[test]
fn the_values_of_an_environment_are_in_no_debug_output() {
    let environment = Environment::from_iter([("PGPASSWORD", "s3cret")]);
    let settings = Settings::from_environment(environment).expect("it is no setting");
    let shown = format!("{settings:?}");
    assert!(
        shown.contains("PGPASSWORD") && !shown.contains("s3cret"),
        "{shown}"
    );
}

#[test]
fn what_only_the_migrations_know_is_answered_with_its_place_too() {
    for (text, words) in [
        (
            "layout = \"gose\"",
            [
                "line 1, column 10: layout is 'gose': expected pgconform",
                "did you mean 'goose'?",
            ],
        ),
        (
            "exclude = [\"[z-a\"]",
            [
                "line 1, column 11: exclude is '[z-a': not a glob",
                "\n    |           ^^^^^^^",
            ],
        ),
    ] {
        let settings = settings(text, &[]).expect("a text is a text");
        let error = error(Reading::of(&settings, Gaps::Refuse));
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
}

#[test]
fn the_former_name_of_a_variable_is_read_where_its_present_one_is_not_set() {
    let source = |variables: &[(&'static str, &'static str)]| {
        let environment: Environment = variables.iter().copied().collect();
        Settings::from_environment(environment).map(|it| it.server.value)
    };
    let former = ("PGCONFORM_POSTGRES", "local");
    assert_eq!(source(&[former]).expect("it is sound"), ServerSource::Local);
    let both = source(&[former, ("PGCONFORM_SERVER", "container")]);
    assert_eq!(both.expect("it is sound"), ServerSource::Container);
    let major = source(&[("PGCONFORM_POSTGRES", "17")]).expect_err("it is no source of servers");
    assert!(
        major.to_string().contains("PGCONFORM_POSTGRES_MAJOR"),
        "{major}"
    );
}

#[test]
fn a_variable_that_is_misspelt_is_named_and_those_of_others_are_not() {
    // In two parts, as each variable that the sources name in one is documented.
    let misspelt = concat!("PGCONFORM", "_SERVERS");
    let environment = Environment::from_iter([
        (misspelt, "local"),
        ("PGCONFORM_POSTGRES", "local"),
        ("PGCONFORM_APPROVE", "1"),
        ("PGPORT", "1"),
    ]);
    let words = format!(
        "{misspelt} is not a variable of pgconform and has no effect; did you mean PGCONFORM_SERVER?"
    );
    assert_eq!(unknown_variables(&environment), [words]);
}
