//! What can stop `up`, `down` or `reset`.

mod history;
mod words;

use std::time::Duration;

use super::{Breach, FailedSql, Interrupted, LockHolder, Stands, Step};
use crate::escape;
use crate::migrations::{self, Script, Version};
use crate::sql::{error_message, identifier};
pub use history::HistoryError;
use words::{after_dry_run, finished, list, name, standing};

/// Each says what is wrong, what was done already, and what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No session on a throw-away server.
    #[error(transparent)]
    Connection(#[from] crate::connection::Error),
    /// The files and the wish do not fit.
    #[error(transparent)]
    Migrations(#[from] migrations::Error),
    /// A migration's SQL failed; its own step left nothing behind, unless it ran outside a
    /// transaction.
    #[error("{failed}\n{}", standing(failed.stands, done))]
    Sql {
        /// Where and why.
        failed: Box<FailedSql>,
        /// The steps that were finished before it.
        done: Vec<Step>,
    },
    /// A file that must run in a transaction ends it, so the step could not be all or nothing.
    #[error("{}, line {line}, {}", escape::line(file), Breach::EndsTransaction)]
    EndsTransaction {
        /// The file's name.
        file: String,
        /// The line, from 1, of the statement that does it.
        line: usize,
    },
    /// A step did what none may, which showed only once it had run.
    #[error("{} {breach}\n{}{}", escape::line(file), standing(*stands, done), breach.help())]
    Breach {
        /// The file's name.
        file: String,
        /// What it did.
        breach: Breach,
        /// What stands of it.
        stands: Stands,
        /// The steps that were finished before it.
        done: Vec<Step>,
    },
    /// This session has lost the runners' lock, whoever gave it up.
    #[error(
        "the runners' advisory lock was released during the run, so another runner may be running too; {}\n\
         help: remove pg_advisory_unlock_all() and DISCARD ALL from the migrations, and run 'pgconform status' before anything else",
        finished(done).unwrap_or_else(|| "what ran before is committed".to_owned())
    )]
    LockLost {
        /// The steps that were finished before it was seen.
        done: Vec<Step>,
    },
    /// Applied migrations were changed afterwards.
    #[error(
        "{} changed after it was applied\nhelp: put its name and text back, and make the change in a new migration",
        list(versions)
    )]
    Edited {
        /// Which.
        versions: Vec<Version>,
    },
    /// Another runner has moved the database in the meantime.
    #[error(
        "another runner has moved the database in the meantime, and nothing was recorded\nhelp: try again"
    )]
    MovedMeanwhile,
    /// The database knows migrations that the folder does not hold.
    #[error(
        "{} is applied, but its file is missing\nhelp: restore the file, or use the folder that this database was migrated with",
        list(versions)
    )]
    Missing {
        /// Which.
        versions: Vec<Version>,
    },
    /// Files that are older than what is applied, and were never applied.
    #[error(
        "{} was never applied, and the database is already at {current}\nhelp: give it a number above {current}",
        list(versions)
    )]
    OutOfOrder {
        /// Which.
        versions: Vec<Version>,
        /// The newest version applied.
        current: Version,
    },
    /// The history is not to be believed, or not to be written.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A downgrade would pass a migration that has no down.
    #[error(
        "cannot go below {version}: {name} has no down\nhelp: write {name}.down.sql beside it, or stop at {version}"
    )]
    NoDown {
        /// The newest migration without one.
        version: Version,
        /// Its up file's name without `.sql`.
        name: String,
    },
    /// A downgrade would pass a migration that declares itself irreversible.
    #[error(
        "cannot go below {version}: its down declares that it is irreversible because {reason}"
    )]
    Irreversible {
        /// The newest such migration.
        version: Version,
        /// Its own words.
        reason: String,
    },
    /// An upgrade was asked to go back, or a downgrade to go on.
    #[error(
        "the database is at {current}, and {wanted} is {side} it\nhelp: use 'pgconform {verb}' to go there"
    )]
    WrongDirection {
        /// Where it is.
        current: String,
        /// Where it was asked to go.
        wanted: String,
        /// "above" or "below".
        side: &'static str,
        /// The command that goes there.
        verb: &'static str,
    },
    /// A migration's SQL failed where everything was to be rolled back anyway.
    #[error("{failed}\n{}", after_dry_run(failed.stands))]
    DryRun {
        /// Where and why.
        failed: Box<FailedSql>,
    },
    /// The server takes no changes.
    #[error(
        "the database is read-only{}\nhelp: {}",
        if *.in_recovery { ": the server is a replica, or still recovering" } else { "" },
        if *.in_recovery { "use the primary's URL, or several hosts with target_session_attrs=read-write" }
        else { "reset default_transaction_read_only of the database and of the user" }
    )]
    ReadOnly {
        /// Whether the server is in recovery, as a replica always is.
        in_recovery: bool,
    },
    /// A step outside a transaction stopped in the middle, in the other direction.
    #[error(
        "migration {} stopped in the middle of its {direction}, after {} of its {} statements\nhelp: finish it with 'pgconform {direction}' first",
        .interrupted.version, .interrupted.done(), .interrupted.of, direction = .interrupted.direction
    )]
    InterruptedOtherWay {
        /// The step.
        interrupted: Interrupted,
    },
    /// A step outside a transaction cannot go on, because what it did already is no longer what
    /// its file says.
    #[error(
        "{file} stopped after {done} of its statements, and these were changed since\nhelp: restore them, so that it can go on after them"
    )]
    ChangedWhileInterrupted {
        /// The file's name.
        file: String,
        /// How many statements had ended.
        done: usize,
    },
    /// Another runner holds the lock, and did not let go in time.
    #[error(
        "another runner is at work on this database: {holder}\nhelp: wait for it, or end it with SELECT pg_terminate_backend({})", .holder.pid
    )]
    Locked {
        /// Who.
        holder: LockHolder,
    },
    /// The role that is to run the migrations cannot do that, or would show nothing.
    #[error(
        "the role {}, which is to run the migrations (--as), {why}{}",
        escape::line(identifier(role)),
        if help.is_empty() { String::new() } else { format!("\nhelp: {help}") }
    )]
    Role {
        /// Its name.
        role: String,
        /// Why not.
        why: String,
        /// What to do; empty where the reason says it.
        help: String,
    },
    /// A tool's own command ended well, and the database that it was led to is as it was.
    #[error(
        "--{option} '{command}' did nothing for migration {version}: it succeeded, but the throw-away server saw no \
         committed change\n\
         help: let it connect to $DATABASE_URL, or to $PGHOST, $PGPORT, $PGUSER, $PGPASSWORD and $PGDATABASE; an address \
         in a configuration file or on the command line leads to another server. \
         A command that has nothing to change must write its tool's history all the same"
    )]
    NothingHappened {
        /// Which of the commands, as the option is called.
        option: String,
        /// Its words.
        command: String,
        /// The migration, as its tool names it.
        version: String,
    },
    /// What a database holds cannot be dropped; all of it is still there.
    #[error("cannot drop {what}: {why}; nothing was dropped\nhelp: {help}")]
    CannotDrop {
        /// Which objects.
        what: String,
        /// Why not.
        why: String,
        /// What to do.
        help: String,
    },
    /// The server let us in, and then did not answer.
    #[error(
        "the database did not answer for {:.0} s while {doing}: it is stopped or overloaded; its session ends with this \
         connection, and what was not committed is rolled back once the server goes on\n\
         help: check the server; then 'pgconform status' says which migrations are applied", waited.as_secs_f64()
    )]
    Silent {
        /// What we were about.
        doing: String,
        /// How long the answer was waited for.
        waited: Duration,
    },
    /// The server answered with no row, or with another one than PostgreSQL's.
    #[error(
        "the database failed while {doing}: its answer is not PostgreSQL's\nhelp: connect to the server itself, and not to a proxy that changes its answers"
    )]
    NoAnswer {
        /// What we were about.
        doing: &'static str,
    },
    /// The server failed outside any migration's SQL.
    #[error("the database failed while {doing}: {why}")]
    Database {
        /// What we were about.
        doing: &'static str,
        /// The server's words.
        why: String,
        /// The error itself.
        source: tokio_postgres::Error,
    },
}

impl Error {
    /// A move to the side where the other command goes; `None` is base.
    pub(super) fn wrong_direction(current: Option<Version>, wanted: Option<Version>) -> Self {
        let (side, verb) = if wanted < current {
            ("below", "down")
        } else {
            ("above", "up")
        };
        Self::WrongDirection {
            current: name(current),
            wanted: name(wanted),
            side,
            verb,
        }
    }

    /// Whether a limit ended what it is about; then the session may still be at work.
    #[must_use]
    pub fn is_of_limit(&self) -> bool {
        matches!(self, Self::Sql { failed, .. } if failed.is_ended_by_limit())
    }

    /// What a script did that none may.
    pub(super) fn breach(script: &Script, breach: Breach, stands: Stands) -> Self {
        Self::Breach {
            file: script.name.clone(),
            breach,
            stands,
            done: Vec::new(),
        }
    }

    /// The same after these steps.
    pub(super) fn after(mut self, steps: Vec<Step>) -> Self {
        if let Self::Sql { done, .. } | Self::Breach { done, .. } | Self::LockLost { done } =
            &mut self
        {
            *done = steps;
        }
        self
    }

    /// Whether it says that a command moved some other database, after which nothing that is seen here counts.
    #[must_use]
    pub fn is_of_another_database(&self) -> bool {
        matches!(self, Self::NothingHappened { .. })
    }

    /// Wraps a failure of a statement that is no migration's; `doing` says what it was for.
    pub fn database(doing: &'static str) -> impl Fn(tokio_postgres::Error) -> Self {
        move |source| Self::Database {
            doing,
            why: error_message(&source),
            source,
        }
    }
}

/// A failure before which no step of the move was finished.
impl From<FailedSql> for Error {
    fn from(failed: FailedSql) -> Self {
        Self::Sql {
            failed: Box::new(failed),
            done: Vec::new(),
        }
    }
}
