//! Databases as fixtures of the crate `rstest`.
//!
//! ```no_run
//! use pgconform::testing::TestDb;
//! use pgconform::testing::fixtures::head;
//! use rstest::rstest;
//!
//! #[rstest]
//! #[tokio::test]
//! async fn there_are_no_users_at_first(#[future(awt)] head: TestDb) {
//!     let count: i64 = head.value("SELECT count(*) FROM users").await;
//!     assert_eq!(count, 0);
//! }
//! ```

use rstest::fixture;

use super::TestDb;

/// [`TestDb::head`].
#[fixture]
pub async fn head() -> TestDb {
    TestDb::head().await
}

/// [`TestDb::empty`].
#[fixture]
pub async fn empty() -> TestDb {
    TestDb::empty().await
}

/// [`TestDb::at`], for instance `#[with(3)]`.
#[fixture]
pub async fn at(#[default(1)] version: i64) -> TestDb {
    TestDb::at(version).await
}
