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
    // A folder of links is no programs' own; PostgreSQL looks around where its program really is.
    let real = bin.join("postgres").canonicalize();
    let real = real.ok().and_then(|it| it.parent().map(Path::to_owned));
    for bin in [Some(bin.to_owned()), real].into_iter().flatten() {
        found.insert(bin.clone());
        let prefix = bin.parent().unwrap_or(Path::new("/"));
        found.extend(BESIDE.map(|name| prefix.join(name)));
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
