//! The table `tasks`.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, GenericClient, Row};

use super::error::{Columns, UnreadableColumn};
use super::insert::or_default;

/// Something that a user has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Given by the database, ascending from 1 with gaps, never reused.
    pub id: i64,
    /// Whose task it is: a [`User::id`](super::User::id). Deleting the user deletes the task.
    pub user_id: String,
    /// 1 to 200 characters of any kind, line breaks among them.
    pub title: String,
    /// As much as the user wishes to say.
    pub description: Option<String>,
    /// Whether the work is done.
    pub completed: bool,
    /// When the row was inserted; never moves.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
}

/// A task to be inserted; the database gives its id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NewTask {
    /// Whose task it is: the id of a user who exists.
    pub user_id: String,
    /// 1 to 200 characters of any kind, line breaks among them.
    pub title: String,
    /// As much as the user wishes to say.
    pub description: Option<String>,
    /// `None` for the database's default, which is false.
    pub completed: Option<bool>,
}

impl NewTask {
    /// Inserts it, and returns the row as the database made it.
    pub async fn insert(&self, client: &(impl GenericClient + Sync)) -> Result<Task, Error> {
        let sql = or_default(include_str!("insert_task.sql"), 4, self.completed.as_ref());
        let row = client
            .query_typed_one(
                &sql,
                &[
                    (&self.user_id, Type::TEXT),
                    (&self.title, Type::VARCHAR),
                    (&self.description, Type::TEXT),
                    (&self.completed, Type::BOOL),
                ],
            )
            .await?;
        Ok(Task::try_from(&row)?)
    }
}

impl TryFrom<&Row> for Task {
    type Error = UnreadableColumn;

    fn try_from(row: &Row) -> Result<Self, Self::Error> {
        let columns = Columns {
            table: "tasks",
            row,
        };
        Ok(Self {
            id: columns.read("id")?,
            user_id: columns.read("user_id")?,
            title: columns.read("title")?,
            description: columns.read("description")?,
            completed: columns.read("completed")?,
            created_at: columns.read("created_at")?,
            updated_at: columns.read("updated_at")?,
        })
    }
}
