//! `docs/options.md` has every option, setting and variable: it is made of clap's commands and the table of settings,
//! and this test holds it to them.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;

use clap::{Arg, Command};
use pgconform::settings::{OTHERS, TABLE};
use regex::Regex;
use walkdir::WalkDir;

use super::definition;

mod keys;

/// Variables of this project's own tests.
const OF_TESTS: [(&str, &str); 3] = [
    (
        "PGCONFORM_APPROVE",
        "`1` writes the texts that tests are held to, for a reviewer to read; such a run fails",
    ),
    (
        "PGCONFORM_AXE",
        "axe-core's script, which `just test-browser` installs",
    ),
    (
        "PGCONFORM_CRASHES",
        "`all` kills a move at every point; else at some points",
    ),
];

/// `PGCONFORM_APPROVE=1` writes the page instead, for a reviewer to read; such a run is never green.
#[test]
fn the_page_of_options_has_them_all_and_no_other() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/options.md");
    let page = page();
    if env::var_os("PGCONFORM_APPROVE").is_some() {
        fs::write(&file, page).expect("the page can be written");
        panic!("{} is written: read the difference", file.display());
    }
    let approved = fs::read_to_string(&file).expect("the page can be read");
    pretty_assertions::assert_str_eq!(approved, page, "just approve-options writes it anew");
}

#[test]
fn every_option_has_words_and_a_heading_but_those_of_one_command() {
    let mut options = Options::new();
    collect(&definition::command(), "", &mut options);
    assert!(options.len() > 40, "{} options", options.len());
    let wordless = options.keys().filter(|key| key.meaning.is_empty());
    assert_eq!(wordless.map(|key| &key.form).collect::<Vec<_>>(), [""; 0]);
    let shared = options.iter().filter(|(_, commands)| commands.len() > 3);
    let headless = shared.filter(|(key, _)| key.heading.is_empty());
    assert_eq!(
        headless.map(|(key, _)| &key.form).collect::<Vec<_>>(),
        [""; 0]
    );
}

#[test]
fn every_flag_of_the_table_of_settings_exists() {
    let mut options = Options::new();
    collect(&definition::command(), "", &mut options);
    let flags: Vec<&str> = TABLE.iter().filter_map(|row| row.flag).collect();
    assert!(flags.len() > 5, "{flags:?}");
    for flag in flags {
        let is_this = |key: &Key| key.form.split(' ').next() == Some(flag);
        assert!(options.keys().any(is_this), "no command has {flag}");
    }
}

#[test]
fn every_command_has_examples_that_are_right() {
    let mut count = 0;
    for_each(&definition::command(), &mut |command| {
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let lines = help.lines().map(str::trim);
        let examples: Vec<&str> = lines
            .filter(|line| line.starts_with("pgconform "))
            .collect();
        assert!(
            (2..=3).contains(&examples.len()),
            "{}: {help}",
            command.get_name()
        );
        for example in examples {
            let parsed = definition::command().try_get_matches_from(words(example));
            assert!(parsed.is_ok(), "{example}: {parsed:?}");
            count += 1;
        }
    });
    assert!(count > 30, "{count} examples");
}

fn for_each(command: &Command, visit: &mut impl FnMut(&Command)) {
    visit(command);
    for below in command.get_subcommands() {
        for_each(below, visit);
    }
}

/// The words of a line up to where the shell sends its output, without the quotes around them.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('>' | '|', None) => break,
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(quoted)) if c == quoted => quote = None,
            (c, _) => words.last_mut().expect("there is one at least").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Variables that are read in this project's files, and those of the page, are the same.
#[test]
fn every_variable_of_ours_is_on_the_page() {
    // What a build or a test sets for itself.
    let internal = ["PGCONFORM_COMMIT", "PGCONFORM_CONFORMANCE"];
    let pattern = Regex::new("PGCONFORM_[A-Z]+(_[A-Z]+)?").expect("it is well formed");
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = BTreeSet::new();
    for folder in ["src", "tests", "benches", ".ci"] {
        let entries = WalkDir::new(project.join(folder)).into_iter().flatten();
        let files = entries.filter(|entry| !entry.path().ends_with("documented.rs"));
        for text in files.filter_map(|file| fs::read_to_string(file.path()).ok()) {
            let found = pattern.find_iter(&text);
            read.extend(found.map(|name| name.as_str().to_owned()));
        }
    }
    read.retain(|name| !internal.iter().any(|internal| name.starts_with(internal)));
    let of_settings = TABLE.iter().filter_map(|row| row.variable);
    let others = OTHERS.iter().map(|other| other.variable);
    let others = others.filter(|name| name.starts_with("PGCONFORM_"));
    let documented = of_settings
        .chain(others)
        .chain(OF_TESTS.map(|(name, _)| name));
    let documented: BTreeSet<String> = documented.map(str::to_owned).collect();
    pretty_assertions::assert_eq!(read, documented);
}

/// An option as it is documented, under one heading in each command that has it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    heading: String,
    form: String,
    meaning: String,
}

type Options = BTreeMap<Key, Vec<String>>;

fn page() -> String {
    let mut options = Options::new();
    collect(&definition::command(), "", &mut options);
    let mut text = "# Options and variables\n\n\
        Every option of every command, every key of `pgconform.toml`, and every variable. `pgconform COMMAND --help` says the \
        same of one command, and `pgconform config` shows which values are in force.\n\n\
        A flag wins over a variable, a variable over `pgconform.toml`. A length of time is a number with `ms`, `s`, `min`, `h` or \
        `d`; without a unit it is seconds.\n\n## Options\n"
        .to_owned();
    let mut heading = None;
    for (key, commands) in &options {
        if heading != Some(&key.heading) {
            heading = Some(&key.heading);
            let title = if key.heading.is_empty() {
                "Of a command's own"
            } else {
                &key.heading
            };
            text += &format!("\n### {title}\n\n| option | commands | meaning |\n|---|---|---|\n");
        }
        let (form, commands, meaning) = (&key.form, commands.join(", "), cell(&key.meaning));
        text += &format!("| `{form}` | {commands} | {meaning} |\n");
    }
    text + &settings() + &variables()
}

fn settings() -> String {
    let rows = TABLE.iter().map(|row| {
        let name = |name: Option<&str>| name.map_or(String::new(), |name| format!("`{name}`"));
        format!(
            "| {} | {} | {} | {} | {} |\n",
            name(row.key),
            name(row.variable),
            name(row.flag),
            cell(row.what),
            cell(row.default_shown())
        )
    });
    "\n## Settings\n\n`pgconform.toml` is the nearest one from the working directory up to the root of the repository; `--config FILE` names \
        another. Paths in it are relative to it. `pgconform init` writes one. Editors read its schema, `docs/pgconform.schema.json` \
        or `pgconform config --schema`. A key of its own is `[[acknowledge]]`, with `migration`, `kind`, `object` and \
        `because`: a finding that does not fail, and why.\n\n\
        | key | variable | option | meaning | default |\n|---|---|---|---|---|\n"
        .to_owned()
        + &rows.collect::<String>()
}

fn variables() -> String {
    let line = |(name, what): (&str, &str)| format!("| `{name}` | {} |\n", cell(what));
    let head = "| variable | meaning |\n|---|---|\n";
    let others = OTHERS
        .iter()
        .map(|other| line((other.variable, other.what)));
    format!(
        "\n## Variables of the system and of other tools\n\n{head}{}\n## Variables of this project's own tests\n\n{head}{}",
        others.collect::<String>(),
        OF_TESTS.map(line).concat()
    )
}

fn collect(command: &Command, path: &str, options: &mut Options) {
    for option in command
        .get_arguments()
        .filter(|option| option.get_long().is_some())
    {
        let key = Key {
            heading: option.get_help_heading().unwrap_or_default().to_owned(),
            form: form(option),
            meaning: meaning(option),
        };
        let command = if path.is_empty() {
            "all".to_owned()
        } else {
            format!("`{path}`")
        };
        options.entry(key).or_default().push(command);
    }
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name());
        collect(below, path.trim_start(), options);
    }
}

/// `-q`, `--quiet`; `--migrations DIR`.
fn form(option: &Arg) -> String {
    let short = option.get_short().map(|short| format!("-{short}, "));
    let long = option.get_long().unwrap_or_default();
    let value = option.get_action().takes_values();
    let value = value.then(|| option.get_value_names()).flatten();
    let value = value.map_or(String::new(), |names| format!(" {}", names[0]));
    format!("{}--{long}{value}", short.unwrap_or_default())
}

fn meaning(option: &Arg) -> String {
    let help = option.get_help().map_or(String::new(), ToString::to_string);
    let default = option.get_default_values().first();
    let is_flag = !option.get_action().takes_values();
    match default {
        Some(default) if !is_flag => format!("{help} [default: {}]", default.to_string_lossy()),
        _ => help,
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}
