//! What somebody does who gets into a server: runs a program as the server's user.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::other_user::{OtherUser, ProgramForAll};

/// A migration that writes a file by a program, and whoever takes it to a server.
pub struct Attack {
    program: ProgramForAll,
    folder: TempDir,
}

/// How it went.
#[derive(Debug)]
pub struct Attempt {
    /// Whether the program was run.
    pub succeeded: bool,
    stderr: String,
}

impl Attack {
    pub fn new() -> Self {
        let open = Permissions::from_mode(0o777);
        let folder = tempfile::Builder::new().permissions(open.clone()).tempdir();
        let attack = Self {
            program: ProgramForAll::new(),
            folder: folder.expect("there is room for a folder"),
        };
        // What the umask took away.
        fs::set_permissions(attack.folder.path(), open).expect("it is ours");
        let sql = format!(
            "COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; id > {}'",
            attack.trace().display()
        );
        let path = |name| attack.folder.path().join(name);
        fs::write(path("V0001__attack.sql"), sql).expect("the folder is ours");
        fs::write(path("V0001__attack.down.sql"), "SELECT 1").expect("the folder is ours");
        attack
    }

    fn trace(&self) -> PathBuf {
        self.folder.path().join("trace")
    }

    /// Another user tries it at this URL.
    pub fn by(&self, user: OtherUser, url: &str) -> Attempt {
        self.run(user.command(self.program.path()), url)
    }

    /// Another user tries it at this URL who may enter every folder, so that none is what keeps them out.
    pub fn past_folders(&self, user: OtherUser, url: &str) -> Attempt {
        let mut command = Command::new("setpriv");
        command
            .arg(format!("--reuid={}", user.uid()))
            .arg(format!("--regid={}", user.gid()))
            .args(["--clear-groups", "--inh-caps=+dac_override"])
            .arg("--ambient-caps=+dac_override")
            .arg(self.program.path());
        self.run(command, url)
    }

    /// We try it at this URL.
    pub fn by_ourselves(&self, url: &str) -> Attempt {
        self.run(Command::new(self.program.path()), url)
    }

    fn run(&self, mut command: Command, url: &str) -> Attempt {
        let output = command
            .args(["up", "--wait", "0", "--migrations"])
            .arg(self.folder.path())
            .current_dir("/")
            .env("DATABASE_URL", url)
            .output()
            .expect("it can be started");
        let succeeded = self.trace().exists();
        if succeeded {
            fs::remove_file(self.trace()).expect("the folder is ours");
        }
        Attempt {
            succeeded,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Attempt {
    /// It must have come into a server in a container, where the program finds no place for its file.
    pub fn gets_in(&self) {
        assert!(self.stderr.contains("38000"), "{}", self.stderr);
    }

    /// It must have failed, and this word must say why.
    pub fn fails_with(&self, word: &str, what: &str) {
        assert!(!self.succeeded, "{what}: the program was run");
        assert!(self.stderr.contains(word), "{what}: {}", self.stderr);
    }
}
