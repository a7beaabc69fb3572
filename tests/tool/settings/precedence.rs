//! A flag wins over a variable, a variable over the file, and each value tells where it comes from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pgconform::settings::{ConfigFile, Environment, Flags, Origin, ServerSource, Settings, TABLE};
use pretty_assertions::assert_eq;

use super::of_variables;

const FILE: &str = "migrations = \"of_file\"\nserver = \"local\"\nrows = \"of_file\"\n";

fn origins(settings: &Settings) -> BTreeMap<&'static str, String> {
    let entries = settings.entries().into_iter();
    entries
        .map(|entry| (entry.name, entry.origin.to_string()))
        .collect()
}

#[test]
fn a_flag_wins_over_a_variable_and_a_variable_over_the_file() {
    let file = ConfigFile::parse(Path::new("pgconform.toml"), FILE).expect("it is sound");
    let environment = Environment::from_iter([
        ("PGCONFORM_MIGRATIONS", "of_variable"),
        ("PGCONFORM_SERVER", "container"),
    ]);
    let flags = Flags {
        migrations: Some(PathBuf::from("of_flag")),
        ..Flags::default()
    };
    let settings = Settings::resolve(flags, environment, Some(file)).expect("all is sound");
    assert_eq!(settings.migrations.value, Path::new("of_flag"));
    assert_eq!(settings.migrations.origin, Origin::Flag("--migrations"));
    assert_eq!(settings.server.value, ServerSource::Container);
    let origins = origins(&settings);
    let shown = ["migrations", "server", "rows", "strict"].map(|name| origins[name].as_str());
    assert_eq!(
        shown,
        [
            "--migrations",
            "PGCONFORM_SERVER",
            "pgconform.toml:3",
            "default"
        ]
    );
}

#[test]
fn two_configurations_stand_in_one_process_side_by_side() {
    let [one, other] = ["/one", "/other"].map(|cache| {
        let settings = of_variables(&[("PGCONFORM_CACHE", cache)]);
        settings
            .expect("it is sound")
            .cache
            .expect("it is set")
            .value
    });
    assert_eq!([one, other], ["/one", "/other"].map(PathBuf::from));
}

#[test]
fn without_a_word_each_setting_has_its_default() {
    let settings = of_variables(&[]).expect("nothing is set");
    let entries = settings.entries();
    assert_eq!(entries.len(), TABLE.len());
    for (entry, row) in entries.iter().zip(TABLE) {
        assert_eq!((entry.name, &entry.origin), (row.name(), &Origin::Default));
        let value = entry.value.as_deref().unwrap_or(row.default);
        assert_eq!(value, row.default, "{}", entry.name);
    }
}
