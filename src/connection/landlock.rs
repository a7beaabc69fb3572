//! Restricts a command with Landlock before it starts.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use landlock::{ABI, LandlockStatus, RestrictSelf, RulesetCreated, RulesetError};

/// The version of Landlock that this kernel and our crate both know; 0 where there is none.
pub(crate) fn version() -> i32 {
    // Without any flag it applies nothing, and returns what the kernel can.
    match RestrictSelf::default().no_new_privs(false).apply() {
        Ok(status) => match status.landlock {
            LandlockStatus::Available { effective_abi, .. } => number(effective_abi),
            LandlockStatus::NotEnabled | LandlockStatus::NotImplemented => 0,
        },
        Err(_) => 0,
    }
}

fn number(abi: ABI) -> i32 {
    abi as i32
}

/// Holds the command, and whatever it starts, to these rules.
pub(crate) fn restrict(command: &mut Command, rules: RulesetCreated) {
    let restrict = move || {
        // A command may be started more than once, and a ruleset is used up when it is applied.
        let rules = rules.try_clone()?;
        match rules.restrict_self() {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::last_os_error()),
        }
    };
    // SAFETY: between fork and exec only async-signal-safe calls are made: the file descriptor of a ruleset
    // that is complete is duplicated (fcntl), prctl and landlock_restrict_self are called, and the duplicate is
    // closed. Neither they nor their errors, which are error numbers, allocate memory or take a lock.
    unsafe {
        command.pre_exec(restrict);
    }
}

/// What the kernel said, where rules could not be made.
pub(crate) fn refused(error: RulesetError) -> io::Error {
    io::Error::other(error)
}
