//! The formats of results, for people and for programs.

#![warn(
    clippy::wildcard_enum_match_arm,
    reason = "a new kind or standing is decided wherever one is matched"
)]

mod adopted;
mod code_quality;
mod count;
mod differences;
mod explain;
mod findings;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod moves;
mod palette;
mod place;
mod reset;
mod sarif;
mod short;
mod status;
mod value;

pub use adopted::{Adopted, RecordedMigration, adopted};
pub use code_quality::{code_quality, code_quality_error};
pub use explain::{explain, kinds};
pub use findings::findings;
pub use github::{github, github_error};
pub use html::{Page, html, html_error, html_schema};
pub use json::{Answered, json};
pub use junit::junit;
pub use markdown::{markdown, markdown_error};
pub use moves::{DryRun, Moved, dry_run, moves, stopped};
pub use palette::error;
pub use place::Folders;
pub use reset::{Reset, held};
pub use sarif::{sarif, sarif_error};
pub use short::Length;
pub use status::{Interrupted, Status, status};
