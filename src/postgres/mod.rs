//! Throw-away servers: a PostgreSQL server for each test, which the test may crash, restart and create roles on, and of
//! which nothing is left behind.

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
