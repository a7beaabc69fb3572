//! The command line, run as a person or a script runs it: the built program, in a folder of its
//! own, with an environment in which nothing is set that it reads.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::secret::assert_unseen;

/// One run that is being prepared.
pub struct Pgconform(Command);

/// One run that has ended.
#[derive(Debug)]
pub struct Ended {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    what: String,
}

/// Where the program is.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pgconform");

/// Whether a variable says how this machine is to be used, and nothing that a test is about.
fn is_of_this_machine(name: &str) -> bool {
    let set_by_tests = [
        "PGCONFORM_MIGRATIONS",
        "PGCONFORM_LAYOUT",
        "PGCONFORM_ROWS",
        "PGCONFORM_KEEP",
        "PGCONFORM_DATA",
    ];
    let known = [
        "PATH",
        "HOME",
        "USER",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "LD_LIBRARY_PATH",
    ];
    let families = ["PGCONFORM_", "DOCKER_", "NPM_", "NODE_", "PIP_", "SSL_"];
    let upper = name.to_uppercase();
    let is_known = known.contains(&name)
        || families.iter().any(|family| upper.starts_with(family))
        || upper.ends_with("_PROXY");
    is_known && !set_by_tests.contains(&name)
}

impl Pgconform {
    /// The command with these words after its name, to be run in `folder`.
    pub fn new(folder: &Path, words: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(words);
        Self::prepared(command, folder)
    }

    /// A line as a person types it, for a shell that finds the program, to be run in `folder`.
    pub fn shell(folder: &Path, line: &str) -> Self {
        let program = Path::new(PROGRAM).parent().expect("it stands in a folder");
        let others = env::var_os("PATH").expect("there is a shell");
        let path = env::join_paths(
            [program.to_owned()]
                .into_iter()
                .chain(env::split_paths(&others)),
        );
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        Self::prepared(command, folder).env("PATH", path.expect("no folder has a colon in it"))
    }

    fn prepared(mut command: Command, folder: &Path) -> Self {
        let kept = env::vars_os().filter(|(name, _)| is_of_this_machine(&name.to_string_lossy()));
        command
            .current_dir(folder)
            .env_clear()
            .envs(kept)
            .stdin(Stdio::null());
        Self(command)
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Takes a variable out of its environment.
    pub fn without(mut self, name: &str) -> Self {
        self.0.env_remove(name);
        self
    }

    /// Sends its standard output elsewhere.
    pub fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.0.stdout(to);
        self
    }

    /// Starts it, with both outputs as pipes unless they were sent elsewhere, and its standard
    /// input open until the child is dropped.
    pub fn start(mut self) -> Child {
        self.0
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the built program can be run")
    }

    /// Runs it to its end. Whatever it says, it says without colour, as nobody looks on.
    pub fn run(self) -> Ended {
        let ended = self.run_in_colour();
        for text in [&ended.stdout, &ended.stderr] {
            assert!(!text.contains('\x1b'), "{} is coloured: {text}", ended.what);
        }
        ended
    }

    /// Runs it to its end, where colours were asked for.
    pub fn run_in_colour(mut self) -> Ended {
        let what = format!("{:?}", self.0.get_args().collect::<Vec<_>>());
        let output = self.0.output().expect("the built program can be run");
        Ended::new(what, &output)
    }
}

impl Ended {
    /// Reads how a run ended; no run panics, and none shows the password.
    pub fn new(what: String, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it speaks UTF-8");
        let ended = Self {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            what,
        };
        for text in [&ended.stdout, &ended.stderr] {
            assert_unseen(text, &ended.what);
            for word in ["panicked", "RUST_BACKTRACE"] {
                assert!(!text.contains(word), "{} panicked: {text}", ended.what);
            }
        }
        ended
    }

    /// It must have ended with this status.
    pub fn ends_with(self, status: i32) -> Self {
        assert_eq!(
            self.status,
            Some(status),
            "{} ended otherwise:\n{}{}",
            self.what,
            self.stdout,
            self.stderr
        );
        self
    }

    /// It must have ended with status 2, no result, and one error that has all of these words.
    pub fn fails_with(self, words: &[&str]) -> Self {
        let ended = self.ends_with(2);
        assert_eq!(ended.stdout, "", "{} has a result all the same", ended.what);
        ended.complains(words)
    }

    /// It must have written one error to stderr, and all of these words in it.
    pub fn complains(self, words: &[&str]) -> Self {
        let errors = self
            .stderr
            .lines()
            .filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{} says: {}", self.what, self.stderr);
        assert!(!words.is_empty(), "an error is known by its words");
        for word in words {
            assert!(
                self.stderr.contains(word),
                "{} does not say '{word}': {}",
                self.what,
                self.stderr
            );
        }
        self
    }

    /// What it wrote to stderr beside the line that names the database.
    pub fn remarks(&self) -> String {
        let lines = self.stderr.lines();
        let others = lines.filter(|line| !line.starts_with("pgconform: database postgresql://"));
        others.map(|line| format!("{line}\n")).collect()
    }

    /// Its result, which must be one JSON value and nothing else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{} is no JSON: {error}\n{}", self.what, self.stdout))
    }
}

/// The names in a JSON object, in alphabetical order.
pub fn keys(object: &Value) -> Vec<&str> {
    let object = object
        .as_object()
        .unwrap_or_else(|| panic!("{object} is no object"));
    let mut keys: Vec<&str> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
