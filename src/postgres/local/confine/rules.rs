//! The Landlock rules of one server.

use std::io;
use std::process::Command;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, RulesetError, Scope, make_bitflags, path_beneath_rules,
};

use super::Confined;
use super::system::DEVICES;
use crate::connection::landlock::{refused, restrict};
use crate::postgres::local::directory::Directory;

/// Newer than many kernels, of which the crate takes what they know. Version 9 restricts connecting to Unix sockets by path.
/// Version 10 would restrict UDP, through which PostgreSQL 14 counts its statistics.
const FILES: ABI = ABI::V9;

/// Confines a program that has not started.
pub fn apply(
    confined: &Confined,
    command: &mut Command,
    directory: &Directory,
    port: Option<u16>,
) -> io::Result<()> {
    let rules = rules(confined, directory, port).map_err(refused)?;
    restrict(command, rules);
    Ok(())
}

fn rules(
    confined: &Confined,
    directory: &Directory,
    port: Option<u16>,
) -> Result<RulesetCreated, RulesetError> {
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    // Some name services answer by a socket.
    let look_up = read | AccessFs::ResolveUnix;
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(FILES))?
        .handle_access(AccessNet::BindTcp | AccessNet::ConnectTcp)?
        .scope(Scope::AbstractUnixSocket | Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(
            [directory.data(), directory.sockets()],
            own(),
        ))?
        .add_rules(path_beneath_rules(
            &confined.programs,
            read | AccessFs::Execute,
        ))?
        .add_rules(path_beneath_rules(&confined.readable, look_up))?
        .add_rules(path_beneath_rules(DEVICES, read | AccessFs::WriteFile))?;
    match port {
        Some(port) => rules.add_rule(NetPort::new(port, AccessNet::BindTcp)),
        None => Ok(rules),
    }
}

/// In its own directory a server does what PostgreSQL does there. It executes nothing: what a migration has written
/// there is no program of ours.
fn own() -> BitFlags<AccessFs> {
    let never = make_bitflags!(AccessFs::{Execute | MakeChar | MakeBlock | IoctlDev});
    AccessFs::from_all(FILES) & !never
}
