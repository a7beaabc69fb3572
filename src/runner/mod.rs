//! Moves a database between versions.
//!
//! Upgrades are refinery's, one migration at a time; it has no downgrades by choice, so those
//! are ours: newest first, the down's SQL and the delete of its history row in one transaction.

mod command;
mod committed;
mod down;
mod error;
mod failed_sql;
mod fresh;
mod guarded;
mod history;
mod history_table;
mod index;
mod limits;
mod lock;
mod mark;
mod outside;
mod position;
mod rehearsal;
mod replay;
mod session;
mod step;
mod stop;
mod up;

pub use command::{Told, keeps_commands, lead, run_command};
pub use down::down;
pub use error::Error;
pub use failed_sql::FailedSql;
pub use fresh::{TableRows, fresh, table_rows};
pub use history::{Applied, History};
pub use history_table::Fault;
pub use index::InvalidIndex;
pub use limits::Limits;
pub use lock::{Lock, LockHolder};
pub use mark::{Interrupted, Way};
pub use position::Position;
pub use rehearsal::{RehearsedStep, rehearse};
pub use replay::{build, replay, set_up, source_for};
pub use step::Step;
pub use stop::{Stopped, stop};
pub use up::up;
