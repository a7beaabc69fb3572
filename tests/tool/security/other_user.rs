//! Another person on the same machine, as whom only root can run something.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nix::unistd::{Gid, Uid, User};
use tempfile::TempDir;

use crate::support::command::PROGRAM;

/// Somebody with an account and no rights beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherUser {
    uid: Uid,
    gid: Gid,
}

impl OtherUser {
    /// Who runs pgconform where the test's own user does not: `pgconform-alice`, made by `just test-users`.
    pub fn alice() -> Self {
        Self::named("pgconform-alice")
    }

    /// Who attacks: `pgconform-mallory`, made by `just test-users`.
    pub fn mallory() -> Self {
        Self::named("pgconform-mallory")
    }

    /// Whom servers run as where root runs us, and many daemons beside them.
    pub fn nobody() -> Self {
        Self::named("nobody")
    }

    fn named(name: &str) -> Self {
        assert!(
            Uid::effective().is_root(),
            "only root can act as {name}; run 'just test-users' as root"
        );
        let user = User::from_name(name).expect("the accounts can be read");
        let user = user.unwrap_or_else(|| panic!("no user {name}; run 'just test-users'"));
        Self {
            uid: user.uid,
            gid: user.gid,
        }
    }

    pub fn home(self) -> PathBuf {
        let user = User::from_uid(self.uid).expect("the accounts can be read");
        user.expect("it was there a moment ago").dir
    }

    pub fn uid(self) -> u32 {
        self.uid.as_raw()
    }

    pub fn gid(self) -> u32 {
        self.gid.as_raw()
    }

    /// A program to be run by that user, at the root directory, with nothing but PATH in its environment.
    pub fn command(self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .current_dir("/")
            .stdin(Stdio::null())
            .uid(self.uid.as_raw())
            .gid(self.gid.as_raw());
        command
    }

    /// What came of a line that the user gives a shell.
    pub fn shell(self, line: &str) -> Output {
        let mut command = self.command("/bin/sh");
        command.args(["-c", line]).output().expect("sh runs")
    }

    /// Gives that user a file or folder.
    pub fn owns(self, path: &Path) {
        nix::unistd::chown(path, Some(self.uid), Some(self.gid)).expect("root may give it away");
    }
}

/// Lets everybody read a folder and all that is in it, and pass through it.
pub fn open_to_all(folder: &Path) {
    let mode = Command::new("chmod")
        .args(["-R", "a+rX"])
        .arg(folder)
        .status();
    assert!(mode.expect("chmod runs").success());
}

/// The program under test, where every user can run it: its own folder may be closed to others.
pub struct ProgramForAll(TempDir);

impl ProgramForAll {
    pub fn new() -> Self {
        let open = || Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().permissions(open()).tempdir();
        let program = Self(folder.expect("there is room for a folder"));
        fs::copy(PROGRAM, program.path()).expect("the program can be copied");
        fs::set_permissions(program.path(), open()).expect("it is ours");
        program
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("pgconform")
    }
}
