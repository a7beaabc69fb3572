//! An address comes from one source: the first of the option, the shell and `.env` that names one,
//! and within it the direct one before the pooled one.

use std::collections::BTreeMap;

use pgconform::connection::address::{find, unused};
use pgconform::connection::{AddressError, DatabaseUrl, DotEnv, Sources};
use pretty_assertions::assert_eq;
use rstest::rstest;

type Variables<'a> = &'a [(&'a str, &'a str)];

fn found(
    flag: Option<&str>,
    shell: Variables<'_>,
    file: Variables<'_>,
) -> Result<DatabaseUrl, AddressError> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let file = DotEnv {
        path: "app/.env".into(),
        variables: file.iter().map(owned).collect::<BTreeMap<_, _>>(),
    };
    find(&Sources {
        flag,
        shell: &|name| value(shell, name),
        dot_env: Some(&file),
    })
}

fn value(variables: Variables<'_>, name: &str) -> Option<String> {
    let found = variables.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| (*value).to_owned())
}

const FLAG: &str = "postgresql://a@flag.example/d";
const SHELL: (&str, &str) = ("DATABASE_URL", "postgresql://a@shell.example/d");
const SHELL_DIRECT: (&str, &str) = ("DIRECT_URL", "postgresql://a@shell-direct.example/d");
const FILE: (&str, &str) = ("DATABASE_URL", "postgresql://a@file.example/d");
const FILE_DIRECT: (&str, &str) = ("DIRECT_URL", "postgresql://a@file-direct.example/d");

#[rstest]
#[case::option(Some(FLAG), &[SHELL, SHELL_DIRECT], &[FILE], "flag.example", "--database-url")]
#[case::shell(None, &[SHELL], &[FILE, FILE_DIRECT], "shell.example", "DATABASE_URL")]
#[case::shell_direct(None, &[SHELL, SHELL_DIRECT], &[FILE], "shell-direct.example", "DIRECT_URL")]
#[case::only_direct(None, &[SHELL_DIRECT], &[], "shell-direct.example", "DIRECT_URL")]
#[case::file(None, &[], &[FILE], "file.example", "DATABASE_URL in app/.env")]
#[case::file_direct(None, &[], &[FILE, FILE_DIRECT], "file-direct.example", "DIRECT_URL in app/.env")]
#[case::file_of_parts(None, &[], &[("PGHOST", "parts.example"), ("PGDATABASE", "d"), ("PGUSER", "a")], "parts.example", "PGHOST in app/.env")]
#[case::shell_of_parts(None, &[("PGHOST", "parts.example"), ("PGDATABASE", "d"), ("PGUSER", "a")], &[], "parts.example", "PGHOST")]
#[case::empty_is_none(None, &[], &[("DIRECT_URL", ""), FILE], "file.example", "DATABASE_URL in app/.env")]
fn the_first_source_that_names_a_database_is_used(
    #[case] flag: Option<&str>,
    #[case] shell: Variables<'_>,
    #[case] file: Variables<'_>,
    #[case] host: &str,
    #[case] origin: &str,
) {
    let url = found(flag, shell, file).expect("one names it");
    assert_eq!(url.to_string(), format!("postgresql://a@{host}:5432/d"));
    assert_eq!(url.origin().expect("it was found").to_string(), origin);
}

#[test]
fn a_direct_address_goes_before_a_pooled_one() {
    let pooled = "postgresql://a@pooled.example/d?pgbouncer=true&connection_limit=10";
    let variables = [("DATABASE_URL", pooled), FILE_DIRECT];
    let url = found(None, &[], &variables).expect("the direct one is sound");
    assert_eq!(url.to_string(), "postgresql://a@file-direct.example:5432/d");
    let pooled = found(None, &[], &variables[..1]).expect("what only tunes Prisma is passed");
    assert_eq!(pooled.to_string(), "postgresql://a@pooled.example:5432/d");
}

const PARTS: Variables<'static> = &[
    ("PGPASSWORD", "hunter2"),
    ("PGUSER", "shell"),
    ("PGAPPNAME", "deploy"),
];

/// A password goes to the server that it was set for.
#[rstest]
#[case::option(Some("postgresql://other.example/d"), &[])]
#[case::file(None, &[("DATABASE_URL", "postgresql://other.example/d")])]
#[case::parts_of_a_file(None, &[("PGHOST", "other.example"), ("PGDATABASE", "d")])]
fn no_other_source_adds_a_user_or_a_password(
    #[case] flag: Option<&str>,
    #[case] file: Variables<'_>,
) {
    let url = found(flag, PARTS, file).expect("it is named");
    assert_eq!(
        url.to_string(),
        "postgresql://postgres@other.example:5432/d"
    );
    assert_eq!(url.config().get_password(), None);
    // How to connect is another question than where to.
    assert_eq!(url.config().get_application_name(), Some("deploy"));
    let unused = unused(&url, &|name| value(PARTS, name));
    assert_eq!(unused, ["PGUSER", "PGPASSWORD"]);
}

#[rstest]
#[case::shell(&[("DATABASE_URL", "postgresql://a@h.example/d"), ("PGPASSWORD", "hunter2")], &[])]
#[case::file(&[], &[("DIRECT_URL", "postgresql://a@h.example/d"), ("PGPASSWORD", "hunter2")])]
fn a_source_completes_its_own_address(#[case] shell: Variables<'_>, #[case] file: Variables<'_>) {
    let url = found(None, shell, file).expect("it is named");
    assert_eq!(url.config().get_password(), Some(b"hunter2".as_slice()));
    assert_eq!(unused(&url, &|name| value(shell, name)), [""; 0]);
}

const LOCAL: Variables<'static> = &[("DATABASE_URL", "postgresql://a:hunter2@localhost/d")];

#[rstest]
#[case::host(("PGHOST", "db.example"), "host 'localhost'")]
#[case::address(("PGHOSTADDR", "192.0.2.1"), "host 'localhost'")]
#[case::port(("PGPORT", "6432"), "port '5432'")]
#[case::database(("PGDATABASE", "shop"), "database 'd'")]
#[case::service(("PGSERVICE", "shop"), "host 'localhost'")]
fn a_shell_that_names_something_else_than_the_file_is_an_error_with_both(
    #[case] variable: (&str, &str),
    #[case] named: &str,
) {
    let error = found(None, &[variable], LOCAL).expect_err("they differ");
    let error = error.to_string();
    let (name, value) = variable;
    for word in [
        format!("{name} of the shell is '{value}'"),
        format!("DATABASE_URL in app/.env names {named}"),
        format!("unset {name}"),
    ] {
        assert!(error.contains(&word), "no '{word}': {error}");
    }
    assert!(!error.contains("hunter2"), "{error}");

    // Where a URL of the shell or the command line says it, nobody has to guess.
    let shell = [variable, SHELL];
    found(None, &shell[1..], LOCAL).expect("the shell names it");
    found(Some(FLAG), &shell, LOCAL).expect("the option names it");
}

#[rstest]
#[case::same_host(&[("PGHOST", "localhost"), ("PGPORT", "5432"), ("PGDATABASE", "d")])]
#[case::another_name_of_this_machine(&[("PGHOST", "127.0.0.1"), ("PGHOSTADDR", "::1")])]
#[case::user(&[("PGUSER", "somebody")])]
fn a_shell_that_names_the_same_is_none(#[case] shell: Variables<'_>) {
    let url = found(None, shell, LOCAL).expect("they agree");
    assert_eq!(url.to_string(), "postgresql://a@localhost:5432/d");
    assert_eq!(url.config().get_password(), Some(b"hunter2".as_slice()));
}

#[test]
fn what_is_wrong_is_said_with_the_variable_and_its_file() {
    let file = [("DIRECT_URL", "hunter2")];
    let error = found(None, &[], &file)
        .expect_err("it is no URL")
        .to_string();
    assert!(
        error.starts_with("DIRECT_URL in app/.env: not a"),
        "{error}"
    );
    assert!(!error.contains("hunter2"), "{error}");
    let error = found(None, &[("PGUSER", "a")], &[]).expect_err("no server");
    assert_eq!(error, AddressError::Missing);
}
