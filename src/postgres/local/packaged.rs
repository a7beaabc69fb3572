//! The PostgreSQL that came with this program, in the package that it was installed from.
//!
//! npm lays it into a folder `node_modules` around the program, a wheel, an archive and an image into `share` beside the
//! program's folder. In each of them is what npm's package of that platform holds. It may be of any user and lack the links
//! that no archive holds, so that it is never run where it stands: it is installed into the cache as if it were fetched.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::Uid;
use serde_json::Value;
use walkdir::WalkDir;

use super::packages::{Packages, SCOPE, make_links, platform};
use crate::postgres::Error;
use crate::settings::Environment;

/// The folder of the package that came with this program and is the one that the lock names.
pub(super) fn folder(packages: &Packages) -> Option<PathBuf> {
    let program = env::current_exe().ok()?.canonicalize().ok()?;
    let owner = fs::metadata(&program).ok()?.uid();
    let locked = locked_version(packages)?;
    let mut folders = around(&program, &locked).into_iter();
    folders.find(|folder| {
        belongs_to(owner, folder) && version(folder).as_deref() == Some(locked.as_str())
    })
}

/// Copies it to where npm would have installed it.
pub(super) fn install(packages: &Packages, into: &Path, _: &Environment) -> Result<(), Error> {
    let Some(package) = folder(packages) else {
        return Err(Error::Program {
            program: "pgconform's own package",
            output: "it came without PostgreSQL".to_owned(),
        });
    };
    let target = into.join("node_modules").join(SCOPE).join(platform());
    for entry in WalkDir::new(package.join("native")) {
        let entry = entry.map_err(|error| Error::io("read", &package)(error.into()))?;
        let below = entry.path().strip_prefix(&package);
        let to = target.join(below.expect("it was found below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).map_err(Error::io("create", &to))?;
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), &to).map_err(Error::io("copy", entry.path()))?;
        }
    }
    make_links(&target)
}

/// Where the packages of a program have a PostgreSQL of this version, if they are what it was installed from.
fn around(program: &Path, version: &str) -> Vec<PathBuf> {
    let Some(top) = program.parent().and_then(Path::parent) else {
        return Vec::new();
    };
    let major = version.split('.').next().unwrap_or_default();
    let share = top.join(format!("share/pgconform/postgres-{major}"));
    // A folder above that is none of npm's was not made by who installed the program: it may be anybody's.
    let modules = program
        .ancestors()
        .filter(|folder| folder.ends_with("node_modules"))
        .map(Path::to_owned);
    let own = [top.join("node_modules")].into_iter().chain(modules);
    let by_npm = own.map(|modules| modules.join(SCOPE).join(platform()));
    [share].into_iter().chain(by_npm).collect()
}

/// Whether it is of who installed the program, ours or the system's, and not for everybody to change.
fn belongs_to(owner: u32, folder: &Path) -> bool {
    let ours = [owner, Uid::effective().as_raw(), 0];
    let metadata = fs::symlink_metadata(folder);
    metadata.is_ok_and(|it| it.is_dir() && ours.contains(&it.uid()) && it.mode() & 0o002 == 0)
}

/// What a package says that it is.
fn version(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("package.json")).ok()?;
    let package: Value = serde_json::from_str(&text).ok()?;
    Some(package.get("version")?.as_str()?.to_owned())
}

/// The version that the lock has for this platform.
fn locked_version(packages: &Packages) -> Option<String> {
    let lock: Value = serde_json::from_str(packages.lock).ok()?;
    let name = format!("node_modules/{SCOPE}/{}", platform());
    let version = lock.get("packages")?.get(&name)?.get("version")?;
    Some(version.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_program_in_a_package_of_npms_looks_for_postgres_beside_that_package() {
        let program = Path::new("/p/node_modules/@pgconform/linux/bin/pgconform");
        let expected = [
            "/p/node_modules/@pgconform/linux/share/pgconform/postgres-16",
            "/p/node_modules/@pgconform/linux/node_modules",
            "/p/node_modules",
        ];
        let found = around(program, "16.14.0-beta.17");
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{}", found.display());
        }
    }

    #[test]
    fn a_program_in_a_folder_of_everybodys_takes_nothing_from_the_folders_above() {
        let found = around(Path::new("/tmp/unpacked/bin/pgconform"), "16.14.0");
        let top = Path::new("/tmp/unpacked");
        let scope = top.join("node_modules").join(SCOPE);
        let share = top.join("share/pgconform/postgres-16");
        assert_eq!(found, [share, scope.join(platform())]);
    }

    #[test]
    fn what_everybody_can_change_is_not_taken() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let me = Uid::effective().as_raw();
        assert!(belongs_to(me, folder.path()));
        let open = fs::Permissions::from_mode(0o777);
        fs::set_permissions(folder.path(), open).expect("it is ours");
        assert!(!belongs_to(me, folder.path()));
    }
}
