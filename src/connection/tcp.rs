//! The servers that a command may connect to.

use std::io;
use std::process::Command;

/// Lets the command, and whatever it starts, connect by TCP to this port only; returns whether the kernel can do that.
///
/// Where it can't (before Linux 6.7, or not Linux), the command stays as it is. A tokio command is given as
/// `as_std_mut()`. Everything else stays allowed: files, Unix sockets, UDP, listening.
pub fn connects_only_to(command: &mut Command, port: u16) -> io::Result<bool> {
    system::connects_only_to(command, port)
}

#[cfg(target_os = "linux")]
mod system {
    use std::io;
    use std::process::Command;

    use landlock::{
        AccessNet, NetPort, Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError,
    };

    use crate::connection::landlock::{refused, restrict, version};

    /// The first version of Landlock with rules for TCP.
    const FIRST: i32 = 4;

    pub fn connects_only_to(command: &mut Command, port: u16) -> io::Result<bool> {
        let can = version() >= FIRST;
        if can {
            restrict(command, rules(port).map_err(refused)?);
        }
        Ok(can)
    }

    fn rules(port: u16) -> Result<RulesetCreated, RulesetError> {
        Ruleset::default()
            .handle_access(AccessNet::ConnectTcp)?
            .create()?
            .add_rule(NetPort::new(port, AccessNet::ConnectTcp))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::io;
    use std::process::Command;

    #[expect(clippy::unnecessary_wraps, reason = "on Linux it may fail")]
    pub fn connects_only_to(_: &mut Command, _: u16) -> io::Result<bool> {
        Ok(false)
    }
}
