//! [`TestDb`](super::TestDb) for tests without an asynchronous runtime, such as those with diesel or the crate `postgres`.
//!
//! ```no_run
//! use pgconform::testing::blocking::TestDb;
//!
//! #[test]
//! fn a_new_user_is_not_an_administrator() {
//!     let db = TestDb::head();
//!     db.accepts("INSERT INTO users (id, email, name) VALUES ('u1', 'ann@example.com', 'Ann')");
//!     let role: String = db.value("SELECT role FROM users");
//!     assert_eq!(role, "user");
//! }
//! ```

use tokio_postgres::error::SqlState;
use tokio_postgres::types::FromSqlOwned;

use super::background::runtime;

/// A PostgreSQL server of one test. Every method panics, with the reason, if the test should fail, and if it is called
/// within an asynchronous runtime.
#[derive(Debug)]
pub struct TestDb(super::TestDb);

impl TestDb {
    pub(super) fn of(making: impl Future<Output = super::TestDb>) -> Self {
        Self(runtime().block_on(making))
    }

    /// As [`TestDb::head`](super::TestDb::head). For any other database, use
    /// [`Builder::start_blocking`](super::Builder::start_blocking).
    #[must_use]
    pub fn head() -> Self {
        Self::of(super::TestDb::head())
    }

    /// As [`TestDb::empty`](super::TestDb::empty).
    #[must_use]
    pub fn empty() -> Self {
        Self::of(super::TestDb::empty())
    }

    /// As [`TestDb::connection_string`](super::TestDb::connection_string).
    #[must_use]
    pub fn connection_string(&self) -> String {
        self.0.connection_string()
    }

    /// As [`accepts`](super::accepts).
    #[expect(
        clippy::must_use_candidate,
        reason = "it asserts that the statement succeeds"
    )]
    pub fn accepts(&self, sql: &str) -> u64 {
        runtime().block_on(self.0.accepts(sql))
    }

    /// As [`rejects`](super::rejects).
    pub fn rejects(&self, sql: &str, state: SqlState, rule: &str) {
        runtime().block_on(self.0.rejects(sql, state, rule));
    }

    /// As [`TestDb::run`](super::TestDb::run).
    pub fn run(&self, sql: &str) {
        runtime().block_on(self.0.run(sql));
    }

    /// As [`TestDb::value`](super::TestDb::value).
    #[expect(
        clippy::must_use_candidate,
        reason = "it asserts that the statement succeeds"
    )]
    pub fn value<T: FromSqlOwned>(&self, sql: &str) -> T {
        runtime().block_on(self.0.value(sql))
    }

    /// As [`TestDb::values`](super::TestDb::values).
    #[expect(
        clippy::must_use_candidate,
        reason = "it asserts that the statement succeeds"
    )]
    pub fn values<T: FromSqlOwned>(&self, sql: &str) -> Vec<T> {
        runtime().block_on(self.0.values(sql))
    }

    /// As [`TestDb::restart`](super::TestDb::restart).
    pub fn restart(&mut self) {
        runtime().block_on(self.0.restart());
    }

    /// As [`TestDb::crash`](super::TestDb::crash).
    pub fn crash(&mut self) {
        runtime().block_on(self.0.crash());
    }
}
