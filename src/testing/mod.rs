//! What a test of a schema writes.
//!
//! Each [`TestDb`] is a whole PostgreSQL 16 of the test's own. It may be crashed, restarted and
//! filled with roles, and nothing of it is left when the test ends. Every method panics, with the
//! reason, where a test should fail.
//!
//! # Example
//!
//! A project with its migrations in `migrations/`, `V0001__create_users.sql` and so on:
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
//! Migrations that stand elsewhere are loaded first: `TestDb::head_of(&migrations)`. Other settings than those of the process
//! are given to a [`Pool`] of the test's own: `Pool::new(settings).head()`.

mod assertions;
mod pool;
mod template;
mod test_db;
mod waiting;

pub use assertions::{accepts, rejects};
pub use pool::Pool;
pub use test_db::{TestDb, migrations};
pub use tokio_postgres::error::SqlState;
