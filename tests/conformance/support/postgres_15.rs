//! A server that is too old: PostgreSQL 15, of binaries that are installed once into the cache.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User, chown};
use pgconform::connection::{DatabaseUrl, Patience, connect_once};
use pgconform::postgres::install::{self, Recipe};
use tempfile::TempDir;
use tokio_postgres::Client;

/// Longer than a start takes on a machine that is busy.
const PATIENCE: Patience = Patience(Duration::from_mins(1));

const RECIPE: Recipe = Recipe {
    package: include_str!("../../../fixtures/postgres-15/package.json"),
    lock: include_str!("../../../fixtures/postgres-15/package-lock.json"),
    requirements: None,
};

/// A server with one database and one superuser, both `postgres`, stopped when it is dropped.
pub struct Postgres15 {
    postmaster: Child,
    url: DatabaseUrl,
    _directory: TempDir,
}

impl Postgres15 {
    /// The folder of its programs.
    pub async fn binaries() -> PathBuf {
        let installed = install::install(&RECIPE).await;
        installed.unwrap_or_else(|error| panic!("{error}"))
    }

    /// A server over a Unix socket, once it answers.
    pub async fn start() -> Self {
        let binaries = Self::binaries().await;
        let directory = tempfile::tempdir().expect("a temporary folder can be made");
        let path = directory.path();
        give_to_nobody(path);
        let initdb = as_nobody(&binaries.join("initdb"), path)
            .args(["--username=postgres", "--auth=trust", "--no-sync", "-D"])
            .arg(path.join("data"))
            .stdout(Stdio::null())
            .status();
        assert!(initdb.expect("initdb is there").success(), "initdb failed");
        let log = File::create(path.join("log")).expect("the folder is new");
        let postmaster = as_nobody(&binaries.join("postgres"), path)
            .args(["-c", "fsync=off", "-c", "listen_addresses=", "-D"])
            .arg(path.join("data"))
            .arg("-k")
            .arg(path)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("postgres is beside initdb");
        let server = Self {
            postmaster,
            url: DatabaseUrl::socket(path),
            _directory: directory,
        };
        drop(server.client().await);
        server
    }

    /// How its superuser connects.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// A session of its superuser.
    pub async fn client(&self) -> Client {
        let client = connect_once(&self.url, PATIENCE).await;
        client.unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Postgres15 {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.postmaster.id().cast_signed());
        // What could not be ended is not there any more.
        let _ = kill(pid, Signal::SIGQUIT);
        let _ = self.postmaster.wait();
    }
}

/// Whom PostgreSQL runs as where we are root, which it refuses to be.
fn nobody() -> Option<User> {
    let user = User::from_name("nobody").ok().flatten();
    user.filter(|_| Uid::effective().is_root())
}

fn give_to_nobody(path: &Path) {
    if let Some(nobody) = nobody() {
        chown(path, Some(nobody.uid), Some(nobody.gid)).expect("root may give away its own");
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(path, open).expect("root may open it");
    }
}

fn as_nobody(program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    if let Some(nobody) = nobody() {
        command.uid(nobody.uid.as_raw()).gid(nobody.gid.as_raw());
    }
    command
}
