//! Rows as application code sees them: one type to read a row of a table, one to write a new one.
//!
//! [`User`], [`Session`] and [`Task`] hold every column, under its own name. [`NewUser`],
//! [`NewSession`] and [`NewTask`] hold what an application supplies, with `None` for what may be
//! missing or has a default in the database. They can be written as JSON and not read from it: a
//! request that was turned into a `NewUser` as it came could make itself an administrator.
//!
//! Moments are [`time::OffsetDateTime`], in UTC and to the microsecond, which is all that
//! PostgreSQL keeps; in JSON they are RFC 3339 text. Texts have their lengths in characters.
//!
//! Nothing is prepared, so that a connection through `PgBouncer` is left as it was found.

mod error;
mod insert;
mod role;
mod session;
mod task;
mod user;

pub use error::UnreadableColumn;
pub use role::{Role, UnknownRole};
pub use session::{NewSession, Session};
pub use task::{NewTask, Task};
pub use user::{NewUser, User};
