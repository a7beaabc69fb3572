//! What several files of the suite share.

pub mod application;
mod approved;
pub mod case;
pub mod command;
pub mod folder;
pub mod modules;
pub mod moves;
pub mod own_server;
pub mod pgbouncer;
pub mod process;
pub mod row;
pub mod scene;
pub mod secret;
pub mod sections;
pub mod settings;
pub mod shape;
pub mod suite;
mod summary;
pub mod times;

pub use approved::approved;
pub use summary::summary;
