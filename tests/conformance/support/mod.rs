//! What several modules of the suite need.

pub mod command;
pub mod folder;
pub mod moves;
pub mod postgres_15;
pub mod process;
pub mod secret;
