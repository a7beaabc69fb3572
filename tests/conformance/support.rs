//! What several files of this suite share, most of it with the suite of the tool.

#[path = "../support/application.rs"]
pub mod application;
#[path = "../support/approved.rs"]
mod approved;
#[path = "../support/command.rs"]
#[expect(dead_code, reason = "the suite of the tool uses the rest of it")]
pub mod command;
#[path = "../support/folder.rs"]
#[expect(dead_code, reason = "the suite of the tool uses the rest of it")]
pub mod folder;
#[path = "../support/modules.rs"]
pub mod modules;
#[path = "../support/moves.rs"]
pub mod moves;
#[path = "../support/row.rs"]
pub mod row;
#[path = "../support/scene.rs"]
pub mod scene;
#[path = "../support/secret.rs"]
#[expect(dead_code, reason = "the suite of the tool uses the rest of it")]
pub mod secret;
#[path = "../support/shape.rs"]
pub mod shape;
#[path = "../support/suite.rs"]
pub mod suite;
#[path = "../support/summary.rs"]
mod summary;
#[path = "../support/times.rs"]
pub mod times;

pub use approved::approved;
pub use summary::summary;
