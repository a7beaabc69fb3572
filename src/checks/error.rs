//! Why a check could not run. A finding is not an error.

use std::time::Duration;

use tokio::time::timeout;

use crate::sql::error_message;
use crate::{connection, migrations, postgres, rows, runner};

/// Each says what is missing or broken outside the migrations that are questioned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No throw-away server.
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    /// No session on it.
    #[error(transparent)]
    Connection(#[from] connection::Error),
    /// The files are unfit.
    #[error(transparent)]
    Migrations(#[from] migrations::Error),
    /// The rows to be watched are unfit.
    #[error(transparent)]
    Seed(#[from] rows::SeedError),
    /// A step that was fine before is not fine any more.
    #[error("a step that succeeded before failed the second time: {0}")]
    Unstable(#[source] runner::Error),
    /// The migrations do not run, or do not fit the live database.
    #[error(transparent)]
    Runner(#[from] runner::Error),
    /// Commands that succeed, and after each of which the server holds what it held before the first.
    #[error(
        "the commands made nothing: after each of the {0} migrations the throw-away server holds what it held before \
         the first, beside their tool's own history\n\
         help: let them change the database of $DATABASE_URL; what they change elsewhere cannot be proved"
    )]
    NothingMade(usize),
    /// The partial readings of what was touched do not add up to a full reading.
    #[error(
        "a change was overlooked ({0}), so that nothing proved here counts: this is a fault of pgconform; \
         please report it with the migrations"
    )]
    Overlooked(String),
    /// A server has let us in, and does not answer.
    #[error(
        "{whose} did not answer for {:.0} s while {doing}: it is stopped or overloaded, or another session holds a lock on \
         what is read\nhelp: query pg_stat_activity, or pass a longer --statement-timeout", waited.as_secs_f64()
    )]
    NoAnswer {
        /// Which one.
        whose: &'static str,
        /// What it was asked for.
        doing: &'static str,
        /// How long the answer was waited for.
        waited: Duration,
    },
    /// Reading a catalog or rows failed.
    #[error("cannot read the throw-away database: {}", error_message(.0))]
    Database(#[from] tokio_postgres::Error),
    /// There is no room for the rows of a large table.
    #[error(transparent)]
    Kept(rows::ReadError),
}

impl From<rows::ReadError> for Error {
    fn from(error: rows::ReadError) -> Self {
        match error {
            rows::ReadError::Database(error) => Self::Database(error),
            kept @ rows::ReadError::Kept(_) => Self::Kept(kept),
        }
    }
}

impl Error {
    /// Whether nothing that is proved counts any more, so that no step goes on without what failed.
    pub(super) fn ends_the_proof(&self) -> bool {
        match self {
            Self::Runner(error) | Self::Unstable(error) => error.is_of_another_database(),
            _ => false,
        }
    }

    /// Whether a session ended under somebody's hands, as all do when their server ends.
    pub(in crate::checks) fn is_end_of_server(&self) -> bool {
        const ENDS: [&str; 3] = ["57P01", "57P02", "57P03"];
        let Self::Database(error) = self else {
            return false;
        };
        let is_told = |error: &tokio_postgres::Error| {
            error.code().is_some_and(|code| ENDS.contains(&code.code()))
        };
        error.is_closed() || is_told(error)
    }
}

/// What a server answers within a limit. What is asked is boxed at once, so that whoever waits is not as large as that.
pub(in crate::checks) fn answered<T>(
    whose: &'static str,
    doing: &'static str,
    limit: Duration,
    asking: impl Future<Output = Result<T, Error>>,
) -> impl Future<Output = Result<T, Error>> {
    let asking = timeout(limit, Box::pin(asking));
    let late = move |_| Error::NoAnswer {
        whose,
        doing,
        waited: limit,
    };
    async move { asking.await.map_err(late)? }
}
