//! A server that no source of ours gives: of another version, or with other settings.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User, chown};
use pgconform::connection::{DatabaseUrl, RetryFor, connect_once};
use pgconform::postgres::{Source, install};
use pgconform::settings::{Confine, Major};
use tempfile::TempDir;
use tokio_postgres::Client;

use super::settings::with_confinement;

/// Longer than a start takes on a machine that is busy.
const PATIENCE: RetryFor = RetryFor(Duration::from_mins(1));

const OLD: install::Packages = install::Packages {
    package: include_str!("../../fixtures/old_server/package.json"),
    lock: include_str!("../../fixtures/old_server/package-lock.json"),
    requirements: None,
};

/// The folder of the programs of a PostgreSQL that is too old, which are installed once into the cache.
pub async fn old_postgres() -> PathBuf {
    let settings = with_confinement(Confine::Auto, &[]);
    let installed = install::install(&OLD, &settings).await;
    installed.unwrap_or_else(|error| panic!("{error}"))
}

/// The folder of the programs of a major version, which are installed once into the cache.
pub async fn postgres_of(major: i64) -> PathBuf {
    let settings = with_confinement(Confine::Auto, &[]);
    let packages = install::Packages::of(Major::new(major).expect("it is supported"));
    let installed = install::install(&packages, &settings).await;
    installed.unwrap_or_else(|error| panic!("{error}"))
}

/// The folder of the programs that local servers are of.
pub async fn postgres() -> PathBuf {
    match Source::local(&with_confinement(Confine::Auto, &[])).await {
        Ok(Source::Local(binaries)) => binaries.folder().to_owned(),
        other => panic!("no programs of PostgreSQL: {other:?}"),
    }
}

/// A server with one database and one superuser, both `postgres`, stopped when it is dropped.
pub struct OwnServer {
    postmaster: Child,
    url: DatabaseUrl,
    directory: TempDir,
}

impl OwnServer {
    /// A server over a Unix socket that lets everybody in, once it answers.
    pub async fn start(binaries: &Path) -> Self {
        Self::start_with(binaries, &[], 5432, &[]).await
    }

    /// The same with further settings, on another port, and with these files in the data directory, where settings
    /// may name them.
    pub async fn start_with(
        binaries: &Path,
        settings: &[String],
        port: u16,
        files: &[(&str, String)],
    ) -> Self {
        let server = Self::launch(binaries, settings, port, files);
        drop(server.client().await);
        server
    }

    /// The same, and nobody waits until it answers.
    pub fn launch(
        binaries: &Path,
        settings: &[String],
        port: u16,
        files: &[(&str, String)],
    ) -> Self {
        let directory = tempfile::tempdir().expect("a temporary folder can be made");
        let path = directory.path();
        give_to_nobody(path, 0o755);
        let data = path.join("data");
        let initdb = as_nobody(&binaries.join("initdb"), path)
            .args(["--username=postgres", "--auth=trust", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(initdb.expect("initdb is there").success(), "initdb failed");
        for (name, content) in files {
            let file = data.join(name);
            fs::write(&file, content).expect("the data directory is there");
            give_to_nobody(&file, 0o600);
        }
        let log = File::create(path.join("log")).expect("the folder is new");
        let mut command = as_nobody(&binaries.join("postgres"), path);
        command.args(["-c", "fsync=off", "-c", "listen_addresses="]);
        for setting in settings {
            command.args(["-c", setting]);
        }
        let postmaster = command
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(path)
            .args(["-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("postgres is beside initdb");
        Self {
            postmaster,
            url: format!("host={} port={port} dbname=postgres", path.display())
                .parse()
                .expect("it is sound"),
            directory,
        }
    }

    /// A server whose data stand in 64 MB of memory, which only root can set up.
    pub async fn start_on_small_disk(binaries: &Path) -> Self {
        assert!(nobody().is_some(), "only root can make a disk small");
        let directory = tempfile::tempdir().expect("a temporary folder can be made");
        let path = directory.path();
        give_to_nobody(path, 0o755);
        let disk = path.join("disk");
        fs::create_dir(&disk).expect("the folder is new");
        // The disk is there for this process and its children alone, and goes with them.
        let postmaster = Command::new("unshare")
            .args(["--mount", "sh", "-ec", include_str!("small_disk.sh"), "sh"])
            .args([binaries, path])
            .current_dir(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(path.join("log")).expect("the folder is new"))
            .spawn()
            .expect("unshare is part of every Linux");
        let url = format!("host={} dbname=postgres user=postgres", path.display());
        let server = Self {
            postmaster,
            url: url.parse().expect("it is sound"),
            directory,
        };
        drop(server.client().await);
        server
    }

    /// Tells its postmaster something.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.postmaster.id().cast_signed());
        kill(pid, signal).expect("it runs");
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
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

impl Drop for OwnServer {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.postmaster.id().cast_signed());
        // What could not be ended is not there any more.
        let _ = kill(pid, Signal::SIGQUIT);
        let _ = self.postmaster.wait();
    }
}

/// Whom PostgreSQL and PgBouncer run as where we are root, which it refuses to be.
fn nobody() -> Option<User> {
    let user = User::from_name("nobody").ok().flatten();
    user.filter(|_| Uid::effective().is_root())
}

pub fn give_to_nobody(path: &Path, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(path, mode).expect("it is our own");
    if let Some(nobody) = nobody() {
        chown(path, Some(nobody.uid), Some(nobody.gid)).expect("root may give away its own");
    }
}

pub fn as_nobody(program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    if let Some(nobody) = nobody() {
        command.uid(nobody.uid.as_raw()).gid(nobody.gid.as_raw());
    }
    command
}
