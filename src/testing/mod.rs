//! Databases and assertions for tests of a schema.
//!
//! Each [`TestDb`] is the test's own PostgreSQL server, 16 by default. The test may crash it, restart it and create roles
//! on it, and nothing of it is left once the tests have ended. Every method panics, with the reason, if the test should
//! fail.
//!
//! # A schema
//!
//! A project with its migrations in `migrations/`, in any known layout:
//!
//! ```
//! use pgconform::testing::{SqlState, TestDb};
//!
//! # async fn a_test() {
//! let db = TestDb::head().await;
//! db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')")
//!     .await;
//! db.rejects(
//!     "INSERT INTO users (id, email, name) VALUES ('u2', 'ann@example.com', 'Ann')",
//!     SqlState::UNIQUE_VIOLATION,
//!     "idx_users_email",
//! )
//! .await;
//! let count: i64 = db.value("SELECT count(*) FROM users").await;
//! assert_eq!(count, 1);
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(a_test());
//! ```
//!
//! # Other migrations
//!
//! A [`Folder`] elsewhere, a [`Command`], or your own [`Migrator`]: pass each to [`TestDb::head_of`], or to
//! [`TestDb::builder`], which also takes a major version, extensions, roles and rows.
//!
//! # Other clients
//!
//! [`TestDb::client`] is a session of `tokio-postgres`, which is re-exported as [`tokio_postgres`], and
//! [`TestDb::connection_string`] is what others connect with. Tests without an asynchronous runtime use [`blocking`].
//!
//! # What it costs
//!
//! A local server is a copy of a template that is made once and kept in the cache. It starts in about 20 ms. After a second
//! request for the same server, more of them are started ahead, in the background: `PGCONFORM_AHEAD` says how many.

mod assertions;
mod background;
pub mod blocking;
mod builder;
mod command;
mod content;
#[cfg(feature = "rstest")]
#[cfg_attr(docsrs, doc(cfg(feature = "rstest")))]
pub mod fixtures;
mod folder;
mod migrator;
mod pool;
mod reading;
mod template;
mod test_db;
mod waiting;

pub use assertions::{accepts, rejects};
pub use builder::Builder;
pub use command::Command;
pub use folder::Folder;
pub use migrator::{Migrator, MigratorError};
#[doc(hidden)]
pub use pool::Pool;
pub use test_db::TestDb;
#[doc(hidden)]
pub use test_db::migrations;

pub use crate::catalog::{Catalog, Change, Difference, Facts, Identity, diff};
pub use crate::connection::DatabaseUrl;
pub use tokio_postgres::error::SqlState;
