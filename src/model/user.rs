//! The table `users`.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::serde::rfc3339;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, GenericClient, Row};

use super::error::{Columns, UnreadableColumn};
use super::insert::or_default;
use super::role::Role;

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Chosen by the identity provider, else by the database; never empty.
    pub id: String,
    /// Where the person is reached: a plain ASCII address of at most 255 characters, of one user in
    /// whatever case.
    pub email: String,
    /// What the person is called on screen, in at most 255 characters.
    pub name: String,
    /// When the row was inserted; never moves.
    #[serde(with = "rfc3339")]
    pub created_at: OffsetDateTime,
    /// When the row last changed.
    #[serde(with = "rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Whether the person has shown that the address is theirs.
    pub email_verified: bool,
    /// Address of a portrait.
    pub image: Option<String>,
    /// Where the person works, in at most 255 characters.
    pub organization: Option<String>,
    /// The id at Clerk, in at most 255 characters, of one user; `None` for who signs in elsewhere.
    pub clerk_id: Option<String>,
    /// When the person last signed in; `None` before the first time.
    #[serde(with = "rfc3339::option")]
    pub last_login_at: Option<OffsetDateTime>,
    /// What the person may do.
    pub role: Role,
}

/// A user to be inserted; the limits are those of [`User`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NewUser {
    /// Chosen by the identity provider, never empty; `None` for a random UUID of the database's.
    pub id: Option<String>,
    /// One account an address, whatever its case.
    pub email: String,
    /// What the person is called on screen.
    pub name: String,
    /// `None` for the database's default, which is false.
    pub email_verified: Option<bool>,
    /// Address of a portrait.
    pub image: Option<String>,
    /// Where the person works.
    pub organization: Option<String>,
    /// The id at Clerk.
    pub clerk_id: Option<String>,
    /// When the person last signed in.
    #[serde(with = "rfc3339::option")]
    pub last_login_at: Option<OffsetDateTime>,
    /// `None` for the database's default, which is [`Role::User`].
    pub role: Option<Role>,
}

impl NewUser {
    /// Inserts it, and returns the row as the database made it.
    pub async fn insert(&self, client: &(impl GenericClient + Sync)) -> Result<User, Error> {
        let sql = include_str!("insert_user.sql");
        let sql = or_default(sql, 1, self.id.as_ref());
        let sql = or_default(&sql, 4, self.email_verified.as_ref());
        let sql = or_default(&sql, 9, self.role.as_ref());
        let row = client
            .query_typed_one(
                &sql,
                &[
                    (&self.id, Type::TEXT),
                    (&self.email, Type::VARCHAR),
                    (&self.name, Type::VARCHAR),
                    (&self.email_verified, Type::BOOL),
                    (&self.image, Type::TEXT),
                    (&self.organization, Type::VARCHAR),
                    (&self.clerk_id, Type::VARCHAR),
                    (&self.last_login_at, Type::TIMESTAMPTZ),
                    (&self.role, Type::VARCHAR),
                ],
            )
            .await?;
        Ok(User::try_from(&row)?)
    }
}

impl TryFrom<&Row> for User {
    type Error = UnreadableColumn;

    fn try_from(row: &Row) -> Result<Self, Self::Error> {
        let columns = Columns {
            table: "users",
            row,
        };
        Ok(Self {
            id: columns.read("id")?,
            email: columns.read("email")?,
            name: columns.read("name")?,
            created_at: columns.read("created_at")?,
            updated_at: columns.read("updated_at")?,
            email_verified: columns.read("email_verified")?,
            image: columns.read("image")?,
            organization: columns.read("organization")?,
            clerk_id: columns.read("clerk_id")?,
            last_login_at: columns.read("last_login_at")?,
            role: columns.read("role")?,
        })
    }
}
