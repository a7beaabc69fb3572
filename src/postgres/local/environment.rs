//! What a server knows of the environment of who starts it: where programs and libraries are, and the
//! language. Whoever may run a program or read a file as the server would read the rest, with every
//! key in it.

use std::env;
use std::process::Command;

const KEPT: [&str; 4] = ["PATH", "LANG", "TZ", "LD_LIBRARY_PATH"];
const KEPT_FAMILIES: [&str; 2] = ["LC_", "DYLD_"];

/// Leaves a program of PostgreSQL only what it needs.
pub(in crate::postgres) fn clear(command: &mut Command) {
    let kept = env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_kept));
    command.env_clear().envs(kept);
}

fn is_kept(name: &str) -> bool {
    KEPT.contains(&name) || KEPT_FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_finds_programs_libraries_and_the_language_is_kept() {
        for name in [
            "PATH",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "LD_LIBRARY_PATH",
        ] {
            assert!(is_kept(name), "{name}");
        }
        for name in [
            "HOME",
            "DATABASE_URL",
            "PGPASSWORD",
            "PGDATA",
            "LD_PRELOAD",
            "MY_PATH",
            "",
        ] {
            assert!(!is_kept(name), "{name}");
        }
    }
}
