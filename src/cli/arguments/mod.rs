//! The options that several commands share, each set in a struct that a command flattens if it needs it. They say what
//! was typed, and do nothing.

mod database;
mod folder;
mod judging;
mod limits;
mod output;
mod proof;
mod server;
mod tool;
mod units;

pub use database::{AddressArgs, DatabaseArgs, LogArgs};
pub use folder::FolderArgs;
pub use judging::{FORMER_LOSS, JudgingArgs, NONE, kind};
pub use limits::{AnswerArgs, LimitArgs, MovementArgs, RowsArgs};
pub use output::{Format, GlobalArgs, OutputArgs, ReportFormat};
pub use proof::ProofArgs;
pub use server::{ServerArgs, major};
pub use tool::ToolArgs;
pub use units::shown;
