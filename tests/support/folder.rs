//! A folder of migrations of one test's own, which it may spoil.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgconform::migrations::{self, Gaps, Migrations};
use tempfile::TempDir;

/// A project folder with `migrations` in it, removed when it is dropped.
pub struct Folder(TempDir);

/// Where this crate's own files stand.
pub fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Folder {
    /// `migrations` with nothing in it.
    pub fn empty() -> Self {
        let project = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(project.path().join("migrations")).expect("it is new");
        Self(project)
    }

    /// A copy of our own migrations, of what is acknowledged of them, and of the rows that stand in them during a proof.
    pub fn ours() -> Self {
        let folder = Self::empty();
        fs::write(folder.project().join(SETTINGS), settings()).expect("the project folder is new");
        copy_files(&crate_folder().join("migrations"), &folder.path());
        let rows = folder.project().join("fixtures/rows");
        fs::create_dir_all(&rows).expect("the project folder is new");
        copy_files(&crate_folder().join("fixtures/rows"), &rows);
        folder
    }

    /// The same without what came after version 9: a project whose numbers a further migration leaves alone.
    pub fn first_nine() -> Self {
        let folder = Self::ours();
        let acknowledged = settings();
        let kept = acknowledged
            .split_inclusive("\n\n")
            .filter(|it| !it.contains("migration = \"1"));
        let kept: String = kept.collect();
        assert_ne!(kept, acknowledged, "nothing came after");
        fs::write(folder.project().join(SETTINGS), kept).expect("the copy can be spoilt");
        for place in [folder.path(), folder.project().join("fixtures/rows")] {
            let entries = fs::read_dir(&place).expect("it was written just now");
            let files = entries.map(|entry| entry.expect("a readable folder").path());
            let later: Vec<PathBuf> = files.filter(|file| version(file) > Some(9)).collect();
            assert!(!later.is_empty(), "nothing came after");
            for file in later {
                fs::remove_file(file).expect("the copy can be spoilt");
            }
        }
        folder
    }

    /// The same before anybody wrote `pgconform.toml`.
    pub fn without_settings(self) -> Self {
        fs::remove_file(self.project().join(SETTINGS)).expect("the copy can be spoilt");
        self
    }

    /// The folder that holds `migrations`.
    pub fn project(&self) -> &Path {
        self.0.path()
    }

    /// The folder of the migrations.
    pub fn path(&self) -> PathBuf {
        self.project().join("migrations")
    }

    /// The path of one of its files, there or not.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file, over what it held if it was there.
    pub fn write(&self, name: &str, text: &str) -> &Self {
        fs::write(self.file(name), text).expect("a temporary file can be written");
        self
    }

    /// Puts `put` in the place of the one `find` in a file.
    pub fn replace(&self, name: &str, find: &str, put: &str) -> &Self {
        let text = fs::read_to_string(self.file(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let times = text.matches(find).count();
        assert_eq!(times, 1, "{name} should hold {find:?} once:\n{text}");
        self.write(name, &text.replace(find, put))
    }

    /// Runs git in the project folder.
    pub fn git(&self, words: &[&str]) -> &Self {
        let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
        let git = Command::new("git")
            .arg("-C")
            .arg(self.project())
            .args(identity)
            .args(words)
            .output();
        let ended = git.expect("git is there, as this is a clone");
        let why = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{why}");
        self
    }

    /// Removes a file that is there.
    pub fn remove(&self, name: &str) -> &Self {
        fs::remove_file(self.file(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        self
    }

    /// Loads it as strictly as the command line does.
    pub fn load(&self) -> Migrations {
        self.try_load().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Loads it, or says why not.
    pub fn try_load(&self) -> Result<Migrations, migrations::Error> {
        Migrations::load(self.path(), Gaps::Refuse)
    }

    /// Loads it although numbers are left out.
    pub fn load_with_gaps(&self) -> Migrations {
        Migrations::load(self.path(), Gaps::Allow).unwrap_or_else(|error| panic!("{error}"))
    }
}

const SETTINGS: &str = "pgconform.toml";

/// What is acknowledged of our own migrations.
fn settings() -> String {
    fs::read_to_string(crate_folder().join(SETTINGS)).expect("our own settings")
}

/// The number in a file's name.
fn version(file: &Path) -> Option<u32> {
    let number = file.file_name()?.to_str()?.strip_prefix('V')?;
    number.split(['_', '.']).next()?.parse().ok()
}

/// Copies what stands in `from`, folders and all, and refuses to copy nothing.
pub fn copy_files(from: &Path, to: &Path) {
    let mut copied = 0;
    let entries = fs::read_dir(from).unwrap_or_else(|e| panic!("{}: {e}", from.display()));
    for entry in entries {
        let entry = entry.expect("a folder of this crate can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).expect("the copy is new");
            copy_files(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file of this crate can be copied");
        }
        copied += 1;
    }
    assert!(copied > 0, "{} holds nothing to copy", from.display());
}
