//! How results look: for people, and for machines.

mod differences;
mod drift;
mod github;
mod json;
mod junit;
mod moves;
mod palette;
mod reset;
mod round_trip;
mod status;
mod value;

pub use drift::drift;
pub use github::{github, github_error};
pub use json::json;
pub use junit::junit;
pub use moves::{DryRun, Moved, dry_run, moves, stopped};
pub use palette::error;
pub use reset::{Reset, held};
pub use round_trip::round_trip;
pub use status::{Interrupted, Status, status};
