//! What a connection string leaves out comes from a service file, the environment, a password file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use pgconform::connection::{DatabaseUrl, MalformedUrl};
use pgconform::testing::TestDb;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

type Variables<'a> = &'a [(&'a str, &'a str)];

fn complete(text: Option<&str>, variables: Variables<'_>) -> Result<DatabaseUrl, MalformedUrl> {
    DatabaseUrl::complete(text, &|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

/// A file that only we can read.
fn file(folder: &TempDir, name: &str, content: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content).expect("the folder is ours");
    fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).expect("the file is ours");
    path.display().to_string()
}

const HERE: Variables<'static> = &[
    ("PGHOST", "db.example"),
    ("PGPORT", "6432"),
    ("PGUSER", "app"),
    ("PGDATABASE", "shop"),
    ("PGPASSWORD", "hunter2"),
    ("PGAPPNAME", "deploy"),
];

#[test]
fn without_a_string_the_environment_says_it_all() {
    let url = complete(None, HERE).expect("it is enough");
    assert_eq!(url.to_string(), "postgresql://app@db.example:6432/shop");
    assert_eq!(url.config().get_password(), Some(b"hunter2".as_slice()));
    assert_eq!(url.config().get_application_name(), Some("deploy"));
}

#[test]
fn what_the_string_says_counts_before_the_environment() {
    let text = "postgresql://ann:secret@other.example/books?application_name=x";
    let url = complete(Some(text), HERE).expect("it is sound");
    assert_eq!(url.to_string(), "postgresql://ann@other.example:6432/books");
    assert_eq!(url.config().get_password(), Some(b"secret".as_slice()));
    assert_eq!(url.config().get_application_name(), Some("x"));
}

#[test]
fn the_string_alone_looks_at_no_environment() {
    let url: DatabaseUrl = "postgresql://ann@other.example"
        .parse()
        .expect("it is sound");
    assert_eq!(url.to_string(), "postgresql://ann@other.example:5432/ann");
}

const SERVICES: &str = "# ours\n[other]\nhost=other.example\n\n[shop]\nhost=db.example\nport = 6432\n\
    # a comment\nuser=app\ndbname=shop\n[last]\nhost=last.example\n";

#[rstest]
#[case::by_the_string(Some("service=shop"), &[])]
#[case::by_a_url(Some("postgresql://?service=shop"), &[])]
#[case::by_the_environment(None, &[("PGSERVICE", "shop")])]
#[case::before_the_environment(Some("service=shop"), &[("PGHOST", "else.example"), ("PGPORT", "7")])]
fn a_service_is_looked_up(#[case] text: Option<&str>, #[case] variables: Variables<'_>) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, "services", SERVICES);
    let variables = [variables, &[("PGSERVICEFILE", path.as_str())]].concat();
    let url = complete(text, &variables).expect("it is there");
    assert_eq!(url.to_string(), "postgresql://app@db.example:6432/shop");
}

#[test]
fn what_the_string_says_counts_before_the_service() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, ".pg_service.conf", SERVICES);
    let home = folder.path().display().to_string();
    assert!(path.starts_with(&home));
    let url = complete(Some("service=shop dbname=books"), &[("HOME", &home)]);
    assert_eq!(
        url.expect("it is there").to_string(),
        "postgresql://app@db.example:6432/books"
    );
}

#[rstest]
#[case::unknown("service=books", "no service of that name")]
#[case::no_parameter("service=odd", "'hots' is not a parameter")]
#[case::no_assignment("service=broken", "line 4 is not name=value")]
fn a_service_that_cannot_be_used_is_refused(#[case] text: &str, #[case] said: &str) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, "services", "[odd]\nhots=a\n[broken]\nhost a\n");
    let error = complete(Some(text), &[("PGSERVICEFILE", &path)]).expect_err(text);
    assert!(error.to_string().contains(said), "{error}");
}

#[test]
fn a_service_file_that_is_not_there_is_named() {
    let error = complete(
        Some("service=shop"),
        &[("PGSERVICEFILE", "/nowhere/services")],
    );
    let error = error.expect_err("it is not there").to_string();
    assert!(error.contains("/nowhere/services"), "{error}");
}

const PASSWORDS: &str = "# host:port:database:user:password\n\
    db.example:6432:books:app:of-books\n\
    db.example:*:*:app:it\\:is\\\\odd\n\
    localhost:5432:*:postgres:of-localhost\n\
    *:*:*:bob:of-bob\n";

#[rstest]
#[case::whole("postgresql://app@db.example:6432/books", Some("of-books"))]
#[case::any_port_and_database("postgresql://app@db.example/shop", Some(r"it:is\odd"))]
#[case::any_host("postgresql://bob@elsewhere.example/shop", Some("of-bob"))]
#[case::socket(
    "postgresql://postgres@%2Fvar%2Frun%2Fpostgresql/shop",
    Some("of-localhost")
)]
#[case::nobody("postgresql://eve@db.example/shop", None)]
#[case::given("postgresql://app:mine@db.example/shop", Some("mine"))]
#[case::the_same_for_all("postgresql://bob@a.example,b.example/shop", Some("of-bob"))]
fn a_password_is_looked_up(#[case] text: &str, #[case] password: Option<&str>) {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, ".pgpass", PASSWORDS);
    let home = folder.path().display().to_string();
    for variable in [("PGPASSFILE", path.as_str()), ("HOME", home.as_str())] {
        let url = complete(Some(text), &[variable]).expect("it is sound");
        assert_eq!(url.config().get_password(), password.map(str::as_bytes));
    }
}

#[test]
fn a_password_file_that_others_can_read_is_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(&folder, "passwords", PASSWORDS);
    fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).expect("the file is ours");
    let text = format!("postgresql://app@db.example/books?passfile={path}");
    let error = complete(Some(&text), &[])
        .expect_err("others can read it")
        .to_string();
    assert!(
        error.contains("chmod 600") && error.contains(&path),
        "{error}"
    );
    assert!(!error.contains("of-books"), "{error}");
}

#[test]
fn hosts_of_several_passwords_are_refused() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = file(
        &folder,
        "passwords",
        "a.example:*:*:app:one\nb.example:*:*:app:two\n",
    );
    let text = "postgresql://app@a.example,b.example/shop";
    let error = complete(Some(text), &[("PGPASSFILE", &path)])
        .expect_err("there are two")
        .to_string();
    assert!(error.contains("several passwords"), "{error}");
}

#[tokio::test]
async fn a_command_needs_no_url_where_the_variables_name_a_server() {
    let db = TestDb::head().await;
    let config = db.url().config();
    let (host, port) = match &config.get_hosts()[0] {
        tokio_postgres::config::Host::Unix(path) => (path.display().to_string(), 5432),
        tokio_postgres::config::Host::Tcp(name) => (name.clone(), config.get_ports()[0]),
    };
    let password = config.get_password().unwrap_or_default();
    let folder = Folder::ours();
    Pgconform::new(folder.project(), &["status"])
        .env("PGHOST", host)
        .env("PGPORT", port.to_string())
        .env("PGPASSWORD", String::from_utf8_lossy(password).as_ref())
        .env("PGDATABASE", "postgres")
        .run()
        .ends_with(0);
}
