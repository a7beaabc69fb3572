//! What a server gets from who starts it: of the environment where programs and libraries are, and the
//! language; of open files none. Whoever may run a program or read a file as the server would read the rest, with every
//! key in it.

use std::os::unix::process::CommandExt;
use std::process::Command;

use nix::libc;

use crate::settings::Environment;

const KEPT: [&str; 4] = ["PATH", "LANG", "TZ", "LD_LIBRARY_PATH"];
const KEPT_FAMILIES: [&str; 2] = ["LC_", "DYLD_"];

/// Leaves a program of PostgreSQL only what it needs: of the environment, and of the files that are open.
pub(in crate::postgres) fn clear(command: &mut Command, environment: &Environment) {
    let variables = environment.iter();
    let kept = variables.filter(|(name, _)| name.to_str().is_some_and(is_kept));
    command.env_clear().envs(kept);
    inherit_no_files(command);
}

/// Whoever started us may have left files open, a terminal or a CI's log among them, and what is open can be used whatever the
/// rules of confinement say.
fn inherit_no_files(command: &mut Command) {
    // SAFETY: between fork and exec only async-signal-safe calls are made, which allocate nothing and take no lock.
    unsafe {
        command.pre_exec(|| {
            close_at_exec();
            Ok(())
        });
    }
}

/// Every file but the three standard ones is closed when the program begins.
#[cfg(target_os = "linux")]
fn close_at_exec() {
    const FIRST: libc::c_uint = 3;
    const CLOEXEC: libc::c_uint = 1 << 2;
    // SAFETY: the call has no pointers; it changes flags of descriptors only. Kernels before 5.11 don't know the flag.
    let done = unsafe { libc::syscall(libc::SYS_close_range, FIRST, libc::c_uint::MAX, CLOEXEC) };
    if done != 0 {
        one_by_one();
    }
}

#[cfg(not(target_os = "linux"))]
fn close_at_exec() {
    one_by_one();
}

/// As many as a process has by default.
fn one_by_one() {
    for descriptor in 3..1024 {
        // SAFETY: a descriptor that is not open is an error, which changes nothing.
        unsafe {
            libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        }
    }
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
