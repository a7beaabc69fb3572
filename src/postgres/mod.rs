//! Throw-away servers: a whole PostgreSQL 16 for each test, which it may crash, restart and fill
//! with roles, and of which nothing stays behind.

mod base;
mod cache;
mod confinement;
#[cfg(feature = "container")]
mod container;
#[cfg(not(feature = "container"))]
#[path = "without_containers.rs"]
mod container;
#[cfg(feature = "cli")]
pub mod development;
mod error;
mod local;
mod note;
mod password;
mod private;
mod reaper;
mod run_directory;
mod server;
mod source;

pub use error::Error;
pub use local::{Access, Binaries, install};
pub use server::Server;
pub use source::{Source, choose};
