//! What can be wrong with a folder of migrations.

use std::io;
use std::path::{Path, PathBuf};

use super::Version;
use crate::escape;

/// Each names the file or folder it is about, and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such folder.
    #[error("no migrations folder at {}\nhelp: give its path with --migrations DIR", .0.display())]
    NoFolder(PathBuf),
    /// The folder is missing or holds no migration itself, and others hold some.
    #[error("no migrations in {}\nhelp: pass the folder that is meant:{found}", folder.display())]
    Elsewhere {
        /// The folder.
        folder: PathBuf,
        /// A line of `--migrations` for each.
        found: String,
    },
    /// The path leads to something that is not a folder.
    #[error("{} is not a folder\nhelp: give the folder of the migrations with --migrations DIR", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds no migration.
    #[error(
        "no migrations in {}\nhelp: add the first pair of files with 'pgconform new NAME'", .0.display()
    )]
    Empty(PathBuf),
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The project's set-up could not be read.
    #[error(
        "cannot read the set-up {}: {source}\nhelp: name an existing file with --setup FILE, or a hosted database with --setup preset:supabase, preset:neon or preset:rds",
        path.display()
    )]
    SetUp {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The folder holds no migration of its layout.
    #[error(
        "no migrations in {} for the layout {layout}\nhelp: add the first, or give another folder with --migrations DIR, or another --layout",
        folder.display()
    )]
    NoneOfLayout {
        /// The folder.
        folder: PathBuf,
        /// Its layout, with what its files look like.
        layout: String,
    },
    /// A tool's program lists no migration.
    #[error(
        "--list-command lists no migration\nhelp: it must print one version per line, oldest first"
    )]
    NothingListed,
    /// Nothing in the folder says how it is laid out.
    #[error(
        "the layout of {} is not known{}; looked for:{looked_for}\nhelp: name the folder of the migrations itself, or pass --layout NAME",
        folder.display(), strange.as_ref().map_or_else(String::new, |file| format!(" by {}", file.display()))
    )]
    NoLayout {
        /// The folder.
        folder: PathBuf,
        /// A file in it, if there is one.
        strange: Option<PathBuf>,
        /// A line for each layout.
        looked_for: String,
    },
    /// The folder's migrations are programs.
    #[error(
        "the migrations in {} are programs, {whose}, and only their own tool can run them\nhelp: prove them by its commands, {help}",
        folder.display()
    )]
    Programs {
        /// The folder.
        folder: PathBuf,
        /// Whose they are, and one of them.
        whose: String,
        /// The lines that prove them.
        help: String,
    },
    /// The folder is laid out in more than one way.
    #[error(
        "{} holds files of several layouts:{found}\nhelp: choose one with --layout NAME, and skip the others with --exclude GLOB",
        folder.display()
    )]
    ManyLayouts {
        /// The folder.
        folder: PathBuf,
        /// A line for each layout.
        found: String,
    },
    /// Names that the layout has no rule for; skipping them would hide a migration.
    #[error("{}", not_named(file, *others, form, exclude))]
    UnknownFileName {
        /// The first such file.
        file: PathBuf,
        /// How many others there are.
        others: usize,
        /// What the files of its folder's layout look like.
        form: String,
        /// What `--exclude` takes to skip all of them.
        exclude: String,
    },
    /// What stands in a file does not follow its layout's rules.
    #[error("{}{}: {why}", path.display(), line.map_or_else(String::new, |line| format!(", line {line}")))]
    InFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong.
        why: String,
    },
    /// A symbolic link leads out of the folder.
    #[error(
        "{} is a symbolic link to {}, outside the folder\nhelp: put the file itself there, or skip it with --exclude GLOB",
        link.display(), target.display()
    )]
    Outside {
        /// The link.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A name that acts where it is shown.
    #[error(
        "{} has the character U+{:04X} in its name\nhelp: rename it",
        escape::line(path.display()), u32::from(*character)
    )]
    Name {
        /// The file or folder.
        path: PathBuf,
        /// The first such character of its path.
        character: char,
    },
    /// The folder holds more than migrations.
    #[error("{} holds more than {most} files\nhelp: name the folder of the migrations itself", folder.display())]
    TooMany {
        /// The folder.
        folder: PathBuf,
        /// So many are read.
        most: usize,
    },
    /// A folder inside the folder; refinery would run what is in it.
    #[error(
        "{} is a folder, and migrations are directly in the migrations folder\nhelp: move its files up or away", .0.display()
    )]
    Subfolder(PathBuf),
    /// The file is not text that PostgreSQL could read.
    #[error("{}, byte {offset}: not UTF-8 text\nhelp: save the file as UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first byte (from 0) that is not text.
        offset: usize,
    },
    /// Two files claim one place in the order.
    #[error("version {version} is used twice{}", twice(first, second))]
    DuplicateVersion {
        /// The version, as its tool writes it.
        version: String,
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A down whose up is not there.
    #[error("{} has no up beside it\nhelp: restore its up, {}, or delete the down", down.display(), up.display())]
    DownWithoutUp {
        /// The down.
        down: PathBuf,
        /// The file that is missing.
        up: PathBuf,
    },
    /// A down without an up, where they may be named differently.
    #[error(
        "{} has no up of the same version beside it\nhelp: restore it, or skip the down with --exclude '{}'", .0.display(), glob_of(.0)
    )]
    LoneDown(PathBuf),
    /// Counted versions leave out a number, so a file may have been lost.
    #[error(
        "no version {} in {}: {before} is followed by {after}\nhelp: restore the missing file, or pass --allow-gaps if there never was one",
        .before.0 + 1, folder.display()
    )]
    Gap {
        /// The folder.
        folder: PathBuf,
        /// The last version before the gap.
        before: Version,
        /// The first version after it.
        after: Version,
    },
    /// Asked to go to a version that no file has.
    #[error("no version {version} in {}\nhelp: its versions are {first} to {head}", folder.display())]
    UnknownVersion {
        /// What was asked for.
        version: Version,
        /// The folder.
        folder: PathBuf,
        /// Its oldest version.
        first: Version,
        /// Its newest version.
        head: Version,
    },
    /// Asked for a version, as its tool writes it, that no file has.
    #[error("no version {id} in {}\nhelp: its versions are {first} to {head}", folder.display())]
    UnknownId {
        /// What was asked for.
        id: String,
        /// The folder.
        folder: PathBuf,
        /// Its oldest version.
        first: String,
        /// Its newest version.
        head: String,
    },
}

impl Error {
    pub(super) fn in_file(path: &Path, line: Option<usize>, why: impl Into<String>) -> Self {
        Self::InFile {
            path: path.to_owned(),
            line,
            why: why.into(),
        }
    }
}

/// The glob of a down by its name, and by its folder's where that names the migration.
/// Where a version is used twice, and what to do; a list that a command prints is one place.
fn twice(first: &Path, second: &Path) -> String {
    if first == second {
        return format!(" in {}\nhelp: print each version once", first.display());
    }
    let (first, second) = (first.display(), second.display());
    format!(": {first} and {second}\nhelp: give one of them the next free number")
}

fn glob_of(file: &Path) -> String {
    match (name_of(file), file.parent()) {
        (name, Some(parent)) if name == "down.sql" => {
            format!("**/{}/{name}", globset::escape(&name_of(parent)))
        }
        (name, _) => globset::escape(&name),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().display().to_string()
}

fn not_named(file: &Path, others: usize, form: &str, exclude: &str) -> String {
    let file = file.display();
    if others == 0 {
        return format!(
            "{file} is not named like a migration; a file here is {form}\nhelp: rename it, move it away, or skip it with --exclude {exclude}"
        );
    }
    format!(
        "{file} and {others} more are not named like migrations; a file here is {form}\nhelp: rename them, move them away, or skip \
         them with --exclude {exclude}"
    )
}
