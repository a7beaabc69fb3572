//! A server knows nothing of the environment of the user who runs pgconform, where keys and passwords are.

use std::env;
use std::fs;

use pgconform::connection::{RetryFor, connect};
use pgconform::postgres::{Server, Source};
use pgconform::settings::Confine;
use tokio_postgres::config::Host;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;
use crate::support::settings::with_confinement;

/// What finds programs, libraries and the language; then what PostgreSQL and a shell set by themselves.
const KNOWN: [&str; 11] = [
    "PATH",
    "LANG",
    "TZ",
    "LD_LIBRARY_PATH",
    "PGSYSCONFDIR",
    "PGLOCALEDIR",
    "PG_GRANDPARENT_PID",
    "PWD",
    "OLDPWD",
    "SHLVL",
    "_",
];

/// The names that a server must not know of.
fn foreign<'a>(variables: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names = variables
        .filter_map(|it| it.split_once('='))
        .map(|(name, _)| name);
    let is_foreign = |name: &&str| {
        !KNOWN.contains(name) && !name.starts_with("LC_") && !name.starts_with("DYLD_")
    };
    names.filter(is_foreign).collect()
}

#[tokio::test]
async fn neither_a_program_of_the_server_nor_its_own_process_shows_the_users_environment() {
    let ours: Vec<String> = env::vars()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let ours = foreign(ours.iter().map(String::as_str));
    assert!(
        ours.contains(&"CARGO_MANIFEST_DIR"),
        "there is nothing to be seen: {ours:?}"
    );

    // A confined server could not read the environment of its own process.
    let source = Source::local(&with_confinement(Confine::Off, &[]))
        .await
        .expect("PostgreSQL is installed");
    let server = Server::blank(&source).await.expect("it starts");
    let session = connect(server.url(), RetryFor::default()).await;
    let session = session.expect("we are let in");
    session
        .batch_execute("CREATE TABLE seen (line text); COPY seen FROM PROGRAM 'env' (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')")
        .await
        .expect("a superuser may run a program");
    let rows = session
        .query("SELECT line FROM seen WHERE line IS NOT NULL", &[])
        .await;
    let lines: Vec<String> = rows
        .expect("they can be read")
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert!(
        lines.iter().any(|line| line.starts_with("PATH=")),
        "{lines:?}"
    );
    assert_eq!(foreign(lines.iter().map(String::as_str)), [""; 0]);

    let Host::Unix(sockets) = &server.url().config().get_hosts()[0] else {
        panic!("it has a socket");
    };
    let folder = sockets.parent().expect("it stands in the server's");
    let pid = fs::read_to_string(folder.join("data/postmaster.pid")).expect("it runs");
    let pid = pid.lines().next().unwrap_or_default();
    // Not every system shows it, not even to ourselves.
    if let Ok(environment) = fs::read_to_string(format!("/proc/{pid}/environ")) {
        assert!(environment.contains("PATH="), "{environment}");
        assert_eq!(foreign(environment.split('\0')), [""; 0]);
    }
}

/// Whatever confinement refuses to open, what is open already could be used.
#[test]
#[ignore = "needs psql: just test-users"]
fn a_server_inherits_no_file_that_is_open_in_whoever_starts_it() {
    let folder = Folder::empty();
    folder.write(
        "V1__look.sql",
        "CREATE TABLE seen (line text);\nCOPY seen FROM PROGRAM 'readlink /proc/self/fd/* 2>/dev/null; true';\n",
    );
    fs::write(folder.project().join("secret"), "precious").expect("there is room");
    let list =
        "SELECT count(*) FILTER (WHERE line LIKE '%secret%') || ' of ' || (count(*) > 0) FROM seen";
    let line = format!(
        "exec 5<secret 7>>secret; pgconform scratch --confine off -- psql -qAtXc \"{list}\""
    );
    let ended = Pgconform::shell(folder.project(), &line)
        .env("PGCONFORM_SERVER", "local")
        .run()
        .ends_with(0);
    assert_eq!(ended.stdout, "0 of true\n");
}
