//! How results look: for people, and for machines.

#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new kind or standing is decided wherever one is matched"
)]

mod adopted;
mod count;
mod differences;
mod findings;
mod github;
mod json;
mod junit;
mod moves;
mod palette;
mod reset;
mod short;
mod status;
mod value;

pub use adopted::{Adopted, RecordedMigration, adopted};
pub use findings::findings;
pub use github::{github, github_error};
pub use json::{Answered, json};
pub use junit::junit;
pub use moves::{DryRun, Moved, dry_run, moves, stopped};
pub use palette::error;
pub use reset::{Reset, held};
pub use short::Length;
pub use status::{Interrupted, Status, status};
