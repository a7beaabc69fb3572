//! Moves a database between versions.
//!
//! Upgrades are refinery's, one migration at a time; it has no downgrades by choice, so those
//! are ours: newest first, the down's SQL and the delete of its history row in one transaction.

mod breach;
mod child;
mod command;
mod commits;
mod down;
mod dry_run;
mod error;
mod failed_sql;
mod fault;
mod fresh;
mod history;
mod history_table;
mod inspection;
mod interrupted;
mod invalid_indexes;
mod kept_row;
mod left;
mod limit;
mod limits;
mod lock;
mod lock_count;
mod lock_holder;
mod lock_key;
mod moment;
mod movement;
mod no_transaction;
mod note;
mod outside;
mod privileges;
#[cfg(feature = "cli")]
mod refinery;
#[cfg(not(feature = "cli"))]
#[path = "without_refinery.rs"]
mod refinery;
mod replay;
mod script;
mod send;
mod sequences;
mod session;
mod set_up;
mod stands;
mod status;
mod step;
mod steps;
mod stop;
mod transaction;
mod unnoted;
mod up;

pub use breach::Breach;
pub use child::end_commands;
pub use command::{CommandStep, can_confine_commands, point_at, run_command};
pub use down::down;
pub use dry_run::{DryRun, DryRunStep, dry_run};
pub use error::{Error, HistoryError};
pub use failed_sql::FailedSql;
pub use fault::Fault;
pub use fresh::{RowCount, count_rows, fresh};
pub use history::{Applied, History};
pub use interrupted::Interrupted;
pub use invalid_indexes::InvalidIndex;
pub use left::Left;
pub use limits::Limits;
pub use lock::Lock;
pub use lock_holder::LockHolder;
pub use privileges::{is_refused, with_help};
pub use replay::{SessionAfter, replay, replay_one, source_for};
pub use set_up::{build, build_at, set_up};
pub use stands::Stands;
pub use status::MigrationStatus;
pub use step::Step;
pub use stop::{Stopped, stop};
pub use unnoted::Unnoted;
pub use up::{adopt, up};
