//! What several files of this suite share, much of it with the suite of our schema.

#[path = "../support/approved.rs"]
mod approved;
#[path = "../support/case.rs"]
pub mod case;
#[path = "../support/command.rs"]
pub mod command;
#[path = "../support/folder.rs"]
pub mod folder;
#[path = "../support/modules.rs"]
#[expect(dead_code, reason = "the suite of our schema uses the rest of it")]
pub mod modules;
#[path = "../support/moves.rs"]
pub mod moves;
#[path = "../support/own_server.rs"]
pub mod own_server;
#[path = "../support/pgbouncer.rs"]
pub mod pgbouncer;
#[path = "../support/process.rs"]
pub mod process;
#[path = "../support/secret.rs"]
pub mod secret;
#[path = "../support/sections.rs"]
pub mod sections;
#[path = "../support/settings.rs"]
pub mod settings;
#[path = "../support/summary.rs"]
mod summary;

pub use approved::approved;
pub use summary::summary;
