//! Into a throw-away server comes the user who runs pgconform, and nobody else on the machine.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read, stdin};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pgconform::connection::{DatabaseUrl, RetryFor, connect};
use pgconform::postgres::{Server, Source};
use pgconform::settings::Confine;
use pgconform::testing::TestDb;
use rstest::rstest;

use super::attack::Attack;
use super::other_user::{OtherUser, ProgramForAll};
use crate::support::process::eventually;
use crate::support::settings::with_confinement;

fn others() -> [(&'static str, OtherUser); 3] {
    [
        ("alice", OtherUser::alice()),
        ("mallory", OtherUser::mallory()),
        ("the server's own user", OtherUser::nobody()),
    ]
}

/// Not confined, so that who gets in can do something.
async fn local() -> Source {
    Source::local(&with_confinement(Confine::Off, &[]))
        .await
        .expect("PostgreSQL is installed")
}

async fn run(server: &Server, sql: &str) {
    let session = connect(server.url(), RetryFor::default()).await;
    let session = session.expect("we are let in");
    session.batch_execute(sql).await.expect(sql);
}

/// Every role of the server, and a migration may have given its superuser a password that all know.
#[rstest]
#[case::as_it_was_made("SELECT 1")]
#[case::with_a_password_that_all_know("ALTER ROLE postgres PASSWORD 'postgres'")]
#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_socket_lets_in_only_the_user_who_started_the_server(#[case] sql: &str) {
    let mut server = Server::blank(&local().await).await.expect("it starts");
    run(&server, sql).await;
    run(&server, "CREATE ROLE app SUPERUSER LOGIN PASSWORD 'app'").await;
    let attack = Attack::new();
    let postgres = server.url().clone();
    let with_password = postgres.clone().with_password("postgres");
    let app = postgres.clone().with_user("app").with_password("app");
    for round in ["started", "crashed", "restarted"] {
        match round {
            "crashed" => server.crash().await.expect("it comes back"),
            "restarted" => server.restart().await.expect("it comes back"),
            _ => {}
        }
        for (name, user) in others() {
            for url in [&postgres, &with_password, &app] {
                let what = format!("{name} as {} where it was {round}", url.user());
                let attempt = attack.past_folders(user, &url.reveal());
                attempt.fails_with("28000", &what);
            }
        }
        run(&server, "SELECT 1").await;
    }
    assert!(attack.by_ourselves(&app.reveal()).succeeded);
}

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn a_tcp_port_lets_in_only_who_has_the_password() {
    let source = local().await.with_tcp();
    let mut server = Server::blank(&source).await.expect("it starts");
    run(&server, "CREATE ROLE app SUPERUSER LOGIN PASSWORD 'app'").await;
    let session = connect(server.url(), RetryFor::default()).await;
    let session = session.expect("we are let in");
    let copy = server.copy(&session).await.expect("it can be copied");
    let attack = Attack::new();
    let url = server.client_url().clone();
    let (_, address) = url
        .to_string()
        .split_once('@')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("it has a host");
    for (name, user) in others() {
        let attempts = [
            (url.to_string(), "password missing"),
            (url.clone().with_password("postgres").reveal(), "28P01"),
            (
                copy.client_url()
                    .reveal()
                    .replace(&port(copy.client_url()), &port(&url)),
                "28P01",
            ),
            (format!("postgresql://app:app@{address}"), "28000"),
            (url.reveal().replace("127.0.0.1", "[::1]"), "cannot reach"),
        ];
        for (url, word) in attempts {
            attack
                .by(user, &url)
                .fails_with(word, &format!("{name} at {url}"));
        }
    }
    // Nothing else kept them out.
    assert!(attack.by(OtherUser::mallory(), &url.reveal()).succeeded);
}

fn port(url: &DatabaseUrl) -> String {
    format!(":{}/", url.config().get_ports()[0])
}

/// What root runs is not all that there is: an ordinary user's server is that user's.
#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn the_server_of_an_ordinary_user_is_closed_to_others() {
    let Source::Local(binaries) = local().await else {
        panic!("it was asked for by name");
    };
    let program = ProgramForAll::new();
    let home = tempfile::tempdir().expect("there is room for a folder");
    OtherUser::alice().owns(home.path());
    let migrations = home.path().join("migrations");
    fs::create_dir(&migrations).expect("the name is free");
    fs::write(migrations.join("V0001__first.sql"), "SELECT 1").expect("it is ours");
    fs::write(migrations.join("V0001__first.down.sql"), "SELECT 1").expect("it is ours");
    OtherUser::alice().owns(&migrations);
    let mut scratch = OtherUser::alice()
        .command(program.path())
        .args([
            "scratch",
            "--",
            "sh",
            "-c",
            "echo \"$DATABASE_URL\"; read -r answer",
        ])
        .env("HOME", home.path())
        .env("PGCONFORM_PG_BIN", binaries.folder())
        .env("PGCONFORM_CONFINE", "off")
        .env("PGCONFORM_SERVER", "local")
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it can be started");
    let url = first_line(scratch.stdout.take().expect("it is a pipe"), "");
    let folder = run_of(OtherUser::alice().uid());
    let attack = Attack::new();
    let sockets = sockets(&folder);
    assert!(
        !sockets.is_empty(),
        "{url}: no socket in {}",
        folder.display()
    );
    for (name, user) in others().into_iter().skip(1) {
        for socket in &sockets {
            let attempt = attack.past_folders(user, socket);
            attempt.fails_with("28000", name);
        }
    }
    drop(scratch.stdin.take());
    scratch.wait().expect("it was started");
}

/// Tells the test below that it is the one whose servers are attacked.
const VICTIM: &str = "PGCONFORM_CONFORMANCE_VICTIM";
const NAME: &str = "security::who_connects::servers_that_run_wait_or_are_kept_are_closed_to_others";
const MARK: &str = "the servers are in ";

#[tokio::test]
#[ignore = "needs root and two other users: just test-users"]
async fn servers_that_run_wait_or_are_kept_are_closed_to_others() {
    if env::var_os(VICTIM).is_some() {
        be_attacked().await;
    }
    let mut victim = Command::new(env::current_exe().expect("a test knows its program"))
        .args(["--exact", NAME, "--ignored", "--nocapture"])
        .env(VICTIM, "1")
        .env("PGCONFORM_KEEP", "1")
        .env("PGCONFORM_CONFINE", "off")
        .env("PGCONFORM_SERVER", "local")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a test's program can be run");
    let folder = first_line(victim.stdout.take().expect("it is a pipe"), MARK);
    let running = sockets(Path::new(&folder));
    assert!(running.len() > 2, "none waits: {running:?}");
    let attack = Attack::new();
    closed(&attack, &running);

    // It fails now, and keeps the servers of its test.
    drop(victim.stdin.take());
    let mut said = String::new();
    let mut stderr = victim.stderr.take().expect("it is a pipe");
    stderr.read_to_string(&mut said).expect("it speaks UTF-8");
    victim.wait().expect("it was started");
    let ends: Vec<&str> = said.split("remove it with: ").skip(1).collect();
    assert_eq!(ends.len(), 2, "{said}");
    let kept = || sockets(Path::new(&folder));
    eventually("none waits any more", async || kept().len() == 2).await;
    let kept = kept();
    closed(&attack, &kept);
    assert!(attack.by_ourselves(&kept[0]).succeeded);
    for end in ends {
        let end = end.lines().next().unwrap_or_default();
        let ended = Command::new("/bin/sh").args(["-c", end]).status();
        assert!(ended.expect("there is a shell").success(), "{end}");
    }
}

fn closed(attack: &Attack, sockets: &[String]) {
    for socket in sockets {
        for (name, user) in others() {
            let attempt = attack.past_folders(user, socket);
            attempt.fails_with("28000", &format!("{name} at {socket}"));
        }
    }
}

/// Two servers in use and at least one that waits, until nobody attacks any more; then it fails.
async fn be_attacked() {
    let (first, _second) = (TestDb::empty().await, TestDb::empty().await);
    let folder = match &first.url().config().get_hosts()[0] {
        tokio_postgres::config::Host::Unix(sockets) => {
            let run = sockets.ancestors().nth(2);
            run.expect("a server stands in a run's own").to_owned()
        }
        tokio_postgres::config::Host::Tcp(_) => panic!("it has a socket"),
    };
    eventually("one waits", async || sockets(&folder).len() > 2).await;
    // Nobody reads it but the test, and that before it closes our input.
    let line = format!("\n{MARK}{}\n", folder.display());
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes()).expect("it is a pipe");
    let _ = stdin().lines().next();
    panic!("as it was asked to");
}

/// The rest of the first line that begins with the mark.
fn first_line(pipe: impl Read, mark: &str) -> String {
    let mut lines = BufReader::new(pipe).lines().map_while(Result::ok);
    let line = lines.find_map(|line| line.strip_prefix(mark).map(str::to_owned));
    line.expect("it says where it is")
}

/// The one run's folder of that user.
fn run_of(uid: u32) -> PathBuf {
    let places = [PathBuf::from("/dev/shm"), env::temp_dir()];
    let bases = places.iter().flat_map(|place| entries(place));
    let name = format!("pgconform-{uid}");
    let bases = bases.filter(|base| base.to_string_lossy().contains(&name));
    let mut runs = bases.flat_map(|base| entries(&base));
    let run = runs.find(|run| !sockets(run).is_empty());
    run.expect("a server runs")
}

/// The URL of each socket of the servers of a run.
fn sockets(run: &Path) -> Vec<String> {
    let files = entries(run)
        .into_iter()
        .flat_map(|server| entries(&server.join("s")));
    let mut urls: Vec<String> = files
        .filter_map(|file| {
            let name = file.file_name()?.to_str()?.to_owned();
            let port = name.strip_prefix(".s.PGSQL.")?.parse().ok()?;
            let url = DatabaseUrl::socket_of_port(file.parent()?, port);
            Some(url.reveal())
        })
        .collect();
    urls.sort();
    urls
}

/// What stands in a folder; nothing where there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}
