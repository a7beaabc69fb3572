//! `db start` gives a newcomer a server of PostgreSQL for the database that `.env` names: kept, on this
//! machine alone, behind a password, and marked as one for development.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::connection::{DatabaseUrl, Error, RetryFor, connect};
use pgconform::postgres::development::MARKER;
use pretty_assertions::assert_eq;
use rstest::rstest;
use tempfile::TempDir;
use tokio_postgres::Client;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::own_server::as_nobody;
use crate::support::process::{eventually, runs};

/// A project whose development server is stopped, and thrown away, when it is dropped.
struct Project {
    folder: Folder,
    data: TempDir,
}

impl Project {
    fn new() -> Self {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        // Whom the server runs as must get to its data.
        fs::set_permissions(data.path(), Permissions::from_mode(0o755)).expect("it is ours");
        Self {
            folder: Folder::ours(),
            data,
        }
    }

    fn run(&self, words: &[&str]) -> Ended {
        Pgconform::new(self.folder.project(), words)
            .env("PGCONFORM_SERVER", "local")
            .env("PGCONFORM_DATA", self.data.path().join("servers"))
            .run()
    }

    /// Starts it on a port that is free.
    fn start(&self) -> Ended {
        let port = free_port().to_string();
        self.run(&["db", "start", "--port", &port]).ends_with(0)
    }

    fn env_file(&self) -> PathBuf {
        self.folder.project().join(".env")
    }

    /// What its `.env` names.
    fn url(&self) -> DatabaseUrl {
        let mut lines = dotenvy::from_path_iter(self.env_file()).expect("it was written");
        let found = lines.find_map(|line| {
            let (name, value) = line.expect("it is well formed");
            (name == "DATABASE_URL").then_some(value)
        });
        found.expect("it names a database").parse().expect("a URL")
    }

    async fn client(&self) -> Client {
        let client = connect(&self.url(), RetryFor::default()).await;
        client.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Its data directory.
    fn cluster(&self) -> PathBuf {
        let mut servers = fs::read_dir(self.data.path().join("servers")).expect("it was started");
        let server = servers
            .next()
            .expect("there is one")
            .expect("it can be read");
        server.path().join("data")
    }

    fn postmaster(&self) -> i32 {
        let text = fs::read_to_string(self.cluster().join("postmaster.pid")).expect("it runs");
        let first = text.lines().next().unwrap_or_default();
        first.parse().expect("the first line is its pid")
    }

    /// Kills it as the kernel does when memory runs out.
    async fn crash(&self) {
        let pid = self.postmaster();
        kill(Pid::from_raw(pid), Signal::SIGKILL).expect("it runs");
        eventually("it is gone", async || !runs(pid)).await;
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if self.data.path().join("servers").exists() {
            self.run(&["db", "stop"]);
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}

async fn text(client: &Client, sql: &str) -> String {
    let row = client.query_one(sql, &[]).await;
    row.unwrap_or_else(|error| panic!("{sql}: {error}")).get(0)
}

const ANN: &str = "INSERT INTO users (id, email, name) VALUES ('ann', 'ann@example.com', 'Ann')";
const COMMENT: &str = "SELECT shobj_description(oid, 'pg_database') FROM pg_database \
    WHERE datname = current_database()";

#[tokio::test]
async fn a_first_start_is_all_that_the_other_commands_need() {
    let project = Project::new();
    let started = project.start();
    assert!(started.stdout.contains("just up"), "{}", started.stdout);
    let mode = fs::metadata(project.env_file()).expect("it was written");
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);
    // The process that started it has ended, and one that cleans up after itself runs to its end.
    project.run(&["scratch", "--", "true"]).ends_with(0);
    project.run(&["up"]).ends_with(0);
    project.run(&["status"]).ends_with(0);

    let client = project.client().await;
    assert_eq!(text(&client, COMMENT).await, MARKER);
    assert_eq!(MARKER, "pgconform development database");
    assert_eq!(text(&client, "SHOW listen_addresses").await, "127.0.0.1");
    assert_eq!(text(&client, "SHOW unix_socket_directories").await, "");
    assert_eq!(text(&client, "SHOW fsync").await, "on");
    let url = project.url();
    for wrong in ["", "postgres"] {
        let tried = connect(&url.clone().with_password(wrong), RetryFor::default()).await;
        let refused = matches!(&tried, Err(Error::Refused { .. } | Error::Other { .. }));
        assert!(refused, "'{wrong}' let somebody in");
    }

    let again = project.run(&["db", "start"]).ends_with(0);
    assert!(again.stdout.contains("was running"), "{}", again.stdout);
    assert_eq!(project.url(), url);
}

#[tokio::test]
async fn what_it_holds_survives_a_stop_a_crash_and_the_machines_restart() {
    let project = Project::new();
    project.start();
    project.run(&["up"]).ends_with(0);
    let client = project.client().await;
    client.batch_execute(ANN).await.expect("it is sound");
    let is_there = async || {
        let started = project.run(&["db", "start"]).ends_with(0);
        assert!(started.stdout.contains("started"), "{}", started.stdout);
        let count = "SELECT count(*)::text FROM users";
        assert_eq!(text(&project.client().await, count).await, "1");
    };

    project.run(&["db", "stop"]).ends_with(0);
    let again = project.run(&["db", "stop"]).ends_with(0);
    assert!(again.stdout.contains("was not running"), "{}", again.stdout);
    is_there().await;

    project.crash().await;
    is_there().await;

    // After a restart of the machine, the pid that it had may be another program's of the same user.
    project.crash().await;
    let mut other = as_nobody("sleep".as_ref(), "/".as_ref())
        .arg("3600")
        .spawn()
        .expect("it is part of every Linux");
    let file = project.cluster().join("postmaster.pid");
    let words = fs::read_to_string(&file).expect("a killed one leaves it");
    let (_, rest) = words.split_once('\n').expect("it has lines");
    fs::write(&file, format!("{}\n{rest}", other.id())).expect("it is ours");
    is_there().await;
    let lives = runs(other.id().cast_signed());
    let _ = other.kill();
    let _ = other.wait();
    assert!(lives, "another program was ended");
}

#[tokio::test]
async fn env_may_be_lost_or_say_another_password() {
    let project = Project::new();
    fs::write(project.env_file(), "OTHER=1").expect("it is a test's own");
    project.start();
    let kept = fs::read_to_string(project.env_file()).expect("it is there");
    assert!(kept.starts_with("OTHER=1\n"), "{kept}");
    let mode = fs::metadata(project.env_file()).expect("it is there");
    assert_eq!(mode.permissions().mode() & 0o777, 0o600);

    let url = project.url();
    fs::remove_file(project.env_file()).expect("it is there");
    project.run(&["db", "start"]).ends_with(0);
    assert_eq!(project.url(), url);

    let changed = url.with_password("it's another").with_database("second");
    let line = format!("DATABASE_URL={}\n", changed.reveal());
    fs::write(project.env_file(), line).expect("it is a test's own");
    project.run(&["db", "start"]).ends_with(0);
    let client = project.client().await;
    assert_eq!(text(&client, COMMENT).await, MARKER);

    // A comment of somebody's own is left alone.
    let own = "COMMENT ON DATABASE second IS 'not to be emptied'";
    client.batch_execute(own).await.expect("it is sound");
    project.run(&["db", "start"]).ends_with(0);
    assert_eq!(text(&client, COMMENT).await, "not to be emptied");
}

#[tokio::test]
async fn rows_are_thrown_away_only_by_force() {
    let project = Project::new();
    project.start();
    project.run(&["up"]).ends_with(0);
    let pid = project.postmaster();
    project.run(&["db", "reset"]).ends_with(0);
    assert_ne!(project.postmaster(), pid, "a schema without rows was kept");

    project.run(&["up"]).ends_with(0);
    let client = project.client().await;
    client.batch_execute(ANN).await.expect("it is sound");
    let parts = "CREATE TABLE parts (id INT) PARTITION BY RANGE (id); \
        CREATE TABLE part PARTITION OF parts DEFAULT; INSERT INTO parts VALUES (1), (2)";
    client.batch_execute(parts).await.expect("it is sound");
    let counted = "has rows: parts (2), users (1) in database pgconform\n  help: pass --force";
    project.run(&["db", "reset"]).fails_with(&[counted]);
    project.run(&["db", "stop"]).ends_with(0);
    project
        .run(&["db", "reset"])
        .fails_with(&["does not answer", "--force"]);
    project.run(&["db", "reset", "--force"]).ends_with(0);
    let tables = "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(text(&project.client().await, tables).await, "0");
}

#[test]
fn a_port_that_is_taken_is_an_error_that_says_how_to_choose_another() {
    let project = Project::new();
    let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = other.local_addr().expect("it is bound").port();
    project
        .run(&["db", "start", "--port", &port.to_string()])
        .fails_with(&[&format!("port {port} "), "--port 5433", ".env"]);
}

#[rstest]
#[case::elsewhere(
    "postgresql://app:secret@db.example/shop",
    "a server other than 127.0.0.1"
)]
#[case::socket("postgresql://app:secret@%2Ftmp/shop", "a server other than 127.0.0.1")]
#[case::several(
    "postgresql://app:secret@127.0.0.1,localhost/shop",
    "a server other than"
)]
#[case::no_password("postgresql://app@127.0.0.1/shop", "has no password")]
fn no_other_server_than_one_of_this_machine_is_started(#[case] url: &str, #[case] why: &str) {
    let project = Project::new();
    fs::write(project.env_file(), format!("DATABASE_URL={url}\n")).expect("it is a test's own");
    project
        .run(&["db", "start"])
        .fails_with(&["DATABASE_URL in .env", why]);
    assert!(!project.data.path().join("servers").exists());
}
