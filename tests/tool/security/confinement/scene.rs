//! What an attack reaches for: files, another server, a port, each there for the attack alone.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use nix::sys::utsname::uname;
use pgconform::connection::{RetryFor, connect as connect_to};
use pgconform::postgres::{Error, Server, Source};
use pgconform::settings::Settings;
use tempfile::TempDir;
use tokio_postgres::Client;

/// Local servers that are confined so; `None` where the machine can't.
pub async fn source(settings: &Settings) -> Option<Source> {
    match Source::local(settings).await {
        Err(Error::CannotConfine { .. }) if !is_required() => None,
        source => Some(source.unwrap_or_else(|error| panic!("{error}"))),
    }
}

fn is_required() -> bool {
    std::env::var("PGCONFORM_CONFINE").is_ok_and(|wish| wish == "required")
}

pub async fn session(source: &Source) -> (Server, Client) {
    let server = Server::blank(source).await;
    let server = server.unwrap_or_else(|error| panic!("{error}"));
    let client = connect(&server).await;
    (server, client)
}

pub async fn connect(server: &Server) -> Client {
    let client = connect_to(server.url(), RetryFor::default()).await;
    client.unwrap_or_else(|error| panic!("{error}"))
}

pub fn kernel_is_at_least(major: u32, minor: u32) -> bool {
    let uname = uname().expect("the kernel has a name");
    let release = uname.release().to_string_lossy().into_owned();
    let mut numbers = release.split(|c: char| !c.is_ascii_digit());
    let mut number = || numbers.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    (number(), number()) >= (major, minor)
}

pub struct Scene {
    /// Everybody may read it, and write into `open` in it.
    folder: TempDir,
    other: Server,
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Scene {
    pub async fn new(of_the_other_server: &Source) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let open = folder.path().join("open");
        let seed = folder.path().join("seed");
        fs::create_dir(&open).expect("the folder is new");
        fs::write(&seed, "seed\n").expect("the folder is new");
        for (path, mode) in [(folder.path(), 0o755), (&open, 0o777), (&seed, 0o644)] {
            fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
        }
        let other = Server::blank(of_the_other_server).await;
        let connections = Arc::new(AtomicUsize::new(0));
        Self {
            folder,
            other: other.unwrap_or_else(|error| panic!("{error}")),
            port: listen(Arc::clone(&connections)),
            connections,
        }
    }

    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// How often somebody has connected to its port.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The SQL with the places in it: `{folder}`, the file `{seed}` and the folder `{open}` in it, the data directories of
    /// the session's server (`{own}`) and of an `{other}`, whose postmaster is `{pid}`, the `{cache}`, a `{port}`.
    pub async fn complete(&self, sql: &str, session: &Client) -> String {
        let other = data_directory(&connect(&self.other).await).await;
        let pid = fs::read_to_string(Path::new(&other).join("postmaster.pid"));
        let pid = pid.expect("the other server runs");
        let folder = self.folder.path().display().to_string();
        let places = [
            ("{folder}", folder.clone()),
            ("{seed}", format!("{folder}/seed")),
            ("{open}", format!("{folder}/open")),
            ("{own}", data_directory(session).await),
            ("{other}", other),
            ("{pid}", pid.lines().next().unwrap_or_default().to_owned()),
            ("{cache}", cache().display().to_string()),
            ("{port}", self.port.to_string()),
        ];
        let complete = |sql: String, (place, value): &(&str, String)| sql.replace(place, value);
        places.iter().fold(sql.to_owned(), complete)
    }
}

async fn data_directory(session: &Client) -> String {
    let shown = session.query_one("SHOW data_directory", &[]).await;
    shown.expect("a superuser sees it").get(0)
}

/// Where templates and binaries are kept.
fn cache() -> PathBuf {
    let cache = std::env::var_os("PGCONFORM_CACHE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/pgconform"));
    let shared = PathBuf::from("/var/cache/pgconform");
    let mut places = [cache, Some(shared), home].into_iter().flatten();
    let found = places.find(|place| place.is_dir());
    found.expect("the templates of the servers are kept somewhere")
}

/// A port of this machine where everybody is counted and nobody answered.
fn listen(connections: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            connections.fetch_add(1, Ordering::SeqCst);
            drop(connection);
        }
    });
    port
}
