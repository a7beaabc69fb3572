//! Installs PostgreSQL where a machine has none: packages of exact versions, checked against their hashes.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use include_dir::{Dir, File, include_dir};
use rustix::fs::statvfs;
use walkdir::WalkDir;

use super::installers::{INSTALLERS, children};
pub use super::packages::Packages;
use super::packages::SCOPE;
use super::program::run;
use super::progress::Progress;
use crate::postgres::{Error, cache, note, private};
use crate::settings::{Environment, Major, Settings};

/// What the programs of one package take of a disk, and what is fetched for them, in megabytes.
const NEEDED: u64 = 150;

/// A folder of packages for each major version.
static PACKAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/postgres");

impl Packages {
    /// Those of a major version.
    #[must_use]
    pub fn of(major: Major) -> Self {
        let file = |name: &str| {
            let path = format!("{}/{name}", major.number());
            PACKAGES.get_file(path).and_then(File::contents_utf8)
        };
        Self {
            package: file("package.json").expect("each major version has its packages"),
            lock: file("package-lock.json").expect("packages are locked"),
            requirements: file("requirements.txt"),
        }
    }

    /// The name of their folder in the cache.
    fn name(&self) -> String {
        let content = [self.lock, self.requirements.unwrap_or_default()];
        format!("postgres-{}", cache::fingerprint(&content, 4))
    }
}

/// The folder of the programs of these packages, installed into the cache if need be.
///
/// What came with this program goes first, then npm, then pip; any number of processes may ask at once.
pub async fn install(packages: &Packages, settings: &Settings) -> Result<PathBuf, Error> {
    let folder = cache::folder(settings)?;
    let name = packages.name();
    if cache::is_being_built(&folder, &name) {
        note::say("waiting for another process that is installing PostgreSQL");
    }
    let installed = cache::get_or_build(&folder, &name, async |into| {
        note::say(&format!(
            "installing PostgreSQL into {} (once)",
            folder.join(&name).display()
        ));
        check_space(&folder)?;
        let _progress = Progress::start();
        by_any_installer(packages, into, settings.environment())?;
        open_to_readers(into)
    })
    .await?;
    programs(&installed).ok_or_else(|| Error::Install {
        why: "the package has no 'postgres' program for this platform".to_owned(),
        folder: installed,
    })
}

/// The folder of the programs of these packages, where they are installed.
pub fn installed(packages: &Packages, settings: &Settings) -> Result<Option<PathBuf>, Error> {
    let folder = cache::folder(settings)?;
    Ok(programs(&folder.join(packages.name())))
}

/// An error where the disk has too little space: installers say that late, and some not at all.
fn check_space(folder: &Path) -> Result<(), Error> {
    let Ok(disk) = statvfs(folder) else {
        return Ok(());
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize) / 1_000_000;
    if free >= NEEDED {
        return Ok(());
    }
    Err(Error::NoSpace {
        folder: folder.to_owned(),
        needed: NEEDED,
        free,
    })
}

fn by_any_installer(
    packages: &Packages,
    into: &Path,
    environment: &Environment,
) -> Result<(), Error> {
    let mut why = Vec::new();
    for installer in INSTALLERS {
        let installed = fresh(into)
            .and_then(|()| (installer.install)(packages, into, environment))
            .and_then(|()| works(into));
        match installed {
            Ok(()) => return Ok(()),
            Err(error) => why.push(format!("by {}: {error}", installer.name)),
        }
    }
    Err(Error::Install {
        folder: into.to_owned(),
        why: why.join("; "),
    })
}

/// Whether the programs are there and start.
fn works(installed: &Path) -> Result<(), Error> {
    let missing = || Error::Program {
        program: "the installation",
        output: "its packages have none for this platform".to_owned(),
    };
    let folder = programs(installed).ok_or_else(missing)?;
    for program in ["postgres", "initdb"] {
        run(program, Command::new(folder.join(program)).arg("--version"))?;
    }
    Ok(())
}

fn fresh(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Error::io("remove", folder))?;
    }
    // Until it is whole nobody else can enter: installers make files as the umask has it.
    private::create(folder, private::CLOSED).map_err(Error::io("create", folder))
}

/// Lets those read and run the programs who may, servers' user among them, and nobody but us write to them, whatever
/// the umask was.
fn open_to_readers(installed: &Path) -> Result<(), Error> {
    let readable = private::readable();
    for entry in WalkDir::new(installed).contents_first(true) {
        let entry = entry.map_err(|error| Error::io("read", installed)(error.into()))?;
        let path = entry.path();
        let metadata = entry
            .metadata()
            .map_err(|error| Error::io("inspect", path)(error.into()))?;
        let mode = if metadata.is_dir() || metadata.mode() & 0o100 != 0 {
            readable
        } else {
            readable & 0o666
        };
        if !metadata.is_symlink() {
            private::set_mode(path, mode).map_err(Error::io("change the mode of", path))?;
        }
    }
    Ok(())
}

/// Where each kind of package keeps its programs.
fn programs(installed: &Path) -> Option<PathBuf> {
    let by_npm = children(&installed.join("node_modules").join(SCOPE))
        .into_iter()
        .map(|package| package.join("native/bin"));
    let by_pip = installed.join("site/pgserver/pginstall/bin");
    by_npm
        .chain([by_pip])
        .find(|folder| folder.join("postgres").is_file())
}
