//! The schema's suite as a program, run against other migrations than ours.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::data::{Mutant, here};

/// What became of a mutant, in the words of cargo-mutants.
#[derive(Debug)]
pub enum Outcome {
    /// These tests failed.
    Caught(Vec<String>),
    /// No test failed.
    Missed,
    /// The migrations cannot be applied, or it is not a change of them.
    Unviable(String),
}

/// The suite's program and a cache of its own: each mutant leaves a prepared server there, which nobody needs again.
pub struct Suite {
    program: PathBuf,
    cache: PathBuf,
}

/// What notices every change: the approved text of the whole catalog, and the checksums of applied migrations.
const NOT_BEHAVIOUR: [&str; 2] = ["approved_catalog::", "conventions::applied::"];

/// Builds the suite; the program.
pub fn build() -> PathBuf {
    let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args(["test", "--quiet", "--test", "conformance", "--no-run"])
        .arg("--message-format=json")
        .current_dir(here(""))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_ours = message["target"]["name"] == "conformance";
        let program = message["executable"].as_str().filter(|_| is_ours)?;
        Some(PathBuf::from(program))
    });
    messages.last().expect("the suite is a program")
}

impl Suite {
    pub fn new(program: &Path, worker: usize) -> Self {
        Self {
            program: program.to_owned(),
            cache: PathBuf::from(format!("{}-mutants-{worker}", usual_cache().display())),
        }
    }

    /// Whether these tests pass on the migrations as they are; else what they printed.
    pub fn passes(&self, filters: &[String]) -> Result<(), String> {
        let output = self.run(filters, &here("migrations"));
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.success() && !text.contains("running 0 tests") {
            return Ok(());
        }
        Err(text.into_owned())
    }

    /// Runs the tests that should catch a mutant, and all the others where they do not.
    pub fn test(&self, mutant: &Mutant) -> Outcome {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if let Err(why) = mutant.write(folder.path()) {
            return Outcome::Unviable(why);
        }
        let named = mutant.caught_by.iter().cloned().collect::<Vec<_>>();
        let mut outcome = Outcome::Missed;
        if !named.is_empty() {
            outcome = outcome_of(&self.run(&named, folder.path()));
        }
        if matches!(outcome, Outcome::Missed) {
            let others = NOT_BEHAVIOUR.map(|test| format!("--skip={test}"));
            outcome = outcome_of(&self.run(&others, folder.path()));
        }
        self.forget();
        outcome
    }

    fn run(&self, arguments: &[String], migrations: &Path) -> Output {
        Command::new(&self.program)
            .args(arguments)
            .current_dir(here(""))
            .env("PGCONFORM_SERVER", "local")
            .env("PGCONFORM_MIGRATIONS", migrations)
            .env("PGCONFORM_CACHE", &self.cache)
            .env("RUST_BACKTRACE", "0")
            .output()
            .expect("the suite runs")
    }

    /// Removes the servers that were prepared for a mutant, and their locks.
    fn forget(&self) {
        let templates = fs::read_dir(self.cache.join("templates"));
        for entry in templates.into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with("prepared-") {
                // What is left is removed with the next one's.
                _ = fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
            }
        }
    }
}

fn outcome_of(output: &Output) -> Outcome {
    if output.status.success() {
        return Outcome::Missed;
    }
    let text = String::from_utf8_lossy(&output.stdout);
    if let Some((_, why)) = text.split_once("cannot prepare a server: ") {
        return Outcome::Unviable(why.lines().take(8).collect::<Vec<_>>().join("\n"));
    }
    let failed = text.lines().filter_map(|line| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        Some(name.to_owned())
    });
    Outcome::Caught(failed.collect())
}

fn usual_cache() -> PathBuf {
    let given = env::var_os("PGCONFORM_CACHE").map(PathBuf::from);
    given.unwrap_or_else(|| {
        let home = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
        match home {
            Some(home) if !nix::unistd::Uid::effective().is_root() => home.join("pgconform"),
            _ => PathBuf::from("/var/cache/pgconform"),
        }
    })
}
