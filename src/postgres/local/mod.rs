//! Servers of PostgreSQL binaries on this machine, over Unix sockets, and over TCP where that is asked for.

mod access;
mod binaries;
mod confine;
mod directory;
mod environment;
pub mod install;
mod installers;
mod loopback;
mod packaged;
mod packages;
pub(super) mod postmaster;
mod process;
pub(super) mod program;
mod program_folders;
mod progress;
mod shared_memory;
mod template;
mod tree;
pub(super) mod untrusted;
mod user;
mod write_out;

pub use binaries::Binaries;
pub use confine::Access;
pub(super) use process::LocalServer;
pub(super) use template::{blank, prepared};
pub(super) use user::RunAs;
pub(super) use write_out::write_out;
