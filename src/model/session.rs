//! The table `sessions`.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, GenericClient, Row};

use super::error::{Columns, UnreadableColumn};

/// A login of a user.
///
/// An application without a token of its own takes the id for one, so `Debug` leaves it out: it must
/// not reach a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Chosen by the application; never empty.
    pub id: String,
    /// Whose login it is: a [`User::id`](super::User::id). Deleting the user deletes the session.
    pub user_id: String,
    /// From when on the login is no longer valid.
    #[serde(with = "rfc3339")]
    pub expires_at: OffsetDateTime,
    /// When the row was inserted; never moves.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// A session to be inserted; `Debug` leaves the id out, as with [`Session`].
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct NewSession {
    /// Chosen by the application; never empty.
    pub id: String,
    /// Whose login it is: the id of a user who exists.
    pub user_id: String,
    /// From when on the login is no longer valid.
    #[serde(with = "rfc3339")]
    pub expires_at: OffsetDateTime,
}

impl NewSession {
    /// Inserts it, and returns the row as the database made it.
    pub async fn insert(&self, client: &(impl GenericClient + Sync)) -> Result<Session, Error> {
        let row = client
            .query_typed_one(
                include_str!("insert_session.sql"),
                &[
                    (&self.id, Type::TEXT),
                    (&self.user_id, Type::TEXT),
                    (&self.expires_at, Type::TIMESTAMPTZ),
                ],
            )
            .await?;
        Ok(Session::try_from(&row)?)
    }
}

impl TryFrom<&Row> for Session {
    type Error = UnreadableColumn;

    fn try_from(row: &Row) -> Result<Self, Self::Error> {
        let columns = Columns {
            table: "sessions",
            row,
        };
        Ok(Self {
            id: columns.read("id")?,
            user_id: columns.read("user_id")?,
            expires_at: columns.read("expires_at")?,
            created_at: columns.read("created_at")?,
            updated_at: columns.read("updated_at")?,
        })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("user_id", &self.user_id)
            .field("expires_at", &self.expires_at)
            .field("created_at", &self.created_at)
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSession")
            .field("user_id", &self.user_id)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
