//! A server whose cluster is made anew each time, with what `initdb` does by itself.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User, chown};
use pgconform::connection::DatabaseUrl;
use pgconform::postgres::Binaries;
use tempfile::TempDir;

pub struct Initialised {
    pub url: DatabaseUrl,
    postmaster: Child,
    _directory: TempDir,
}

impl Initialised {
    pub fn start(binaries: &Binaries) -> Self {
        let directory = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        let directory = directory.expect("a temporary directory");
        // PostgreSQL refuses to run as root.
        let nobody = User::from_name("nobody").ok().flatten();
        let user = nobody.filter(|_| Uid::effective().is_root());
        if let Some(user) = &user {
            chown(directory.path(), Some(user.uid), Some(user.gid)).expect("root may");
        }
        let program = |name: &str| {
            let mut command = Command::new(binaries.folder().join(name));
            command.current_dir("/").stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            if let Some(user) = &user {
                command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            }
            command
        };
        let data = directory.path().join("data");
        let made = program("initdb")
            .args(["--username=postgres", "--auth=trust", "--no-sync", "-D"])
            .arg(&data)
            .status();
        assert!(made.expect("it runs").success(), "initdb failed");
        let postmaster = program("postgres")
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-D"])
            .arg(&data)
            .arg("-k")
            .arg(directory.path())
            .spawn();
        let socket = directory.path().to_string_lossy().replace('/', "%2F");
        let url = format!("postgresql://postgres@{socket}/postgres");
        while !std::fs::read_to_string(data.join("postmaster.pid"))
            .is_ok_and(|state| state.lines().nth(7).is_some_and(|it| it.trim() == "ready"))
        {
            std::thread::sleep(Duration::from_micros(500));
        }
        Self {
            url: url.parse().expect("a URL of a socket"),
            postmaster: postmaster.expect("it runs"),
            _directory: directory,
        }
    }
}

impl Drop for Initialised {
    fn drop(&mut self) {
        let pid = Pid::from_raw(self.postmaster.id().cast_signed());
        let _ = kill(pid, Signal::SIGQUIT);
        let _ = self.postmaster.wait();
    }
}
