//! Where the programs of a PostgreSQL have what they need: libraries, extensions, time zones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::run;

/// What `bin` has beside it. Never all that is beside it: that may be somebody's home.
const BESIDE: [&str; 5] = ["lib", "lib64", "share", "libexec", "etc/postgresql"];

/// Package managers whose libraries stand in other folders than what uses them.
const WITH_LIBRARIES_ELSEWHERE: [&str; 2] = ["/home/linuxbrew/.linuxbrew", "/opt/homebrew"];

/// The folders of the programs in `bin`, resolved.
pub(super) fn of(bin: &Path) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    // A folder of links is not where programs are installed; PostgreSQL looks around where its program really is.
    let real = bin.join("postgres").canonicalize();
    let real = real.ok().and_then(|it| it.parent().map(Path::to_owned));
    for bin in [Some(bin.to_owned()), real].into_iter().flatten() {
        found.insert(bin.clone());
        let prefix = bin.parent().unwrap_or(Path::new("/"));
        found.extend(BESIDE.map(|name| prefix.join(name)));
        found.extend(libraries_of_wheel(prefix));
        if !has_share(prefix) {
            found.extend(as_configured(&bin));
        }
        let whole = WITH_LIBRARIES_ELSEWHERE.map(PathBuf::from);
        found.extend(whole.into_iter().filter(|whole| bin.starts_with(whole)));
    }
    let there = found.iter().filter_map(|path| path.canonicalize().ok());
    let there: BTreeSet<PathBuf> = there.collect();
    there.into_iter().collect()
}

/// Where a Python wheel has the libraries that its programs are linked to: in `package.libs` beside `package`.
fn libraries_of_wheel(prefix: &Path) -> Option<PathBuf> {
    let package = prefix.parent()?;
    let name = package.file_name()?.to_str()?;
    Some(package.with_file_name(format!("{name}.libs")))
}

/// Whether what initdb reads is where it is in a package that can be moved.
fn has_share(prefix: &Path) -> bool {
    let places = ["share/postgres.bki", "share/postgresql/postgres.bki"];
    places.iter().any(|place| prefix.join(place).is_file())
}

/// Where it was built to have them, as Debian has them in `/usr/share/postgresql/16`.
fn as_configured(bin: &Path) -> Vec<PathBuf> {
    let wanted = ["--libdir", "--pkglibdir", "--sharedir"];
    let told = run(
        "pg_config",
        Command::new(bin.join("pg_config")).args(wanted),
    );
    told.iter()
        .flat_map(|told| told.lines())
        .map(PathBuf::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use pretty_assertions::assert_eq;
    use tempfile::TempDir;

    use super::*;

    /// A folder as a package has it, with a file of the user's beside.
    fn package() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let prefix = folder.path().canonicalize().expect("it is there");
        for name in ["bin", "lib", "share/postgresql"] {
            fs::create_dir_all(prefix.join(name)).expect("the folder is new");
        }
        for name in ["bin/postgres", "share/postgresql/postgres.bki", "diary"] {
            fs::write(prefix.join(name), "").expect("the folder is new");
        }
        (folder, prefix)
    }

    #[test]
    fn what_is_beside_the_programs_is_theirs_only_by_its_name() {
        let (_folder, prefix) = package();
        let theirs = ["bin", "lib", "share"].map(|name| prefix.join(name));
        assert_eq!(of(&prefix.join("bin")), theirs);
    }

    #[test]
    fn programs_of_a_wheel_read_the_libraries_that_the_wheel_brings() {
        let site = tempfile::tempdir().expect("a temporary folder can be made");
        let site = site.path().canonicalize().expect("it is there");
        let bin = site.join("server/installed/bin");
        for folder in [&bin, &site.join("server.libs"), &site.join("other.libs")] {
            fs::create_dir_all(folder).expect("the folder is new");
        }
        assert_eq!(
            of(&bin),
            [site.join("server/installed/bin"), site.join("server.libs")]
        );
    }

    #[test]
    fn links_to_the_programs_lead_to_their_libraries() {
        let (_folder, prefix) = package();
        let links = tempfile::tempdir().expect("a temporary folder can be made");
        let bin = links
            .path()
            .canonicalize()
            .expect("it is there")
            .join("bin");
        fs::create_dir(&bin).expect("the folder is new");
        symlink(prefix.join("bin/postgres"), bin.join("postgres")).expect("it is new");
        let found = of(&bin);
        assert!(found.contains(&prefix.join("lib")), "{found:?}");
        assert!(found.contains(&bin), "{found:?}");
    }
}
