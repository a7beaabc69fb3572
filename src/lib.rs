//! Prove that a PostgreSQL schema keeps its promises, and that every migration can be undone.
//!
//! `pgconform` is a program, and this library for tests of a schema: each test gets its own PostgreSQL server,
//! with the project's migrations applied, and two verbs that say what the schema accepts and what it rejects.
//!
//! ```
//! use pgconform::testing::{SqlState, TestDb};
//!
//! # async fn a_test() {
//! // Or TestDb::head(), where the migrations of the project are applied.
//! let db = TestDb::builder()
//!     .empty()
//!     .setup("CREATE TABLE seats (number int PRIMARY KEY CHECK (number BETWEEN 1 AND 60))")
//!     .start()
//!     .await;
//! db.accepts("INSERT INTO seats VALUES (60)").await;
//! db.rejects("INSERT INTO seats VALUES (61)", SqlState::CHECK_VIOLATION, "seats_number_check")
//!     .await;
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(a_test());
//! ```
//!
//! # Where to begin
//!
//! - [`testing`] has all that a test needs: databases, migrations of any tool, fixtures, and blocking clients.
//! - `pgconform --help`, and the pages in `docs/`, are about the program.
//!
//! Tests on local servers need no default features, and so only a few crates:
//!
//! ```toml
//! [dev-dependencies]
//! pgconform = { version = "0.1", default-features = false }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `cli` | yes | the program `pgconform` and its dependencies, except those of the other features in this table |
//! | `container` | yes | servers in containers, if a Docker daemon answers |
//! | `generate` | with `cli` | [`Builder::generated_rows`](testing::Builder) |
//! | `tls` | with `cli` | encrypted connections; throw-away servers need none |
//! | `model` | no | row types of this project's own schema |
//! | `rstest` | no | fixtures of the crate `rstest` |
//!
//! # What may change
//!
//! What is documented here keeps its meaning between releases of one minor version. Other modules are internal to the program, and
//! change without notice.

// The modules form floors, lowest first. Each imports only from those listed before it, and no two files import each other;
// `tests/tool/conventions/floors.rs` reads this list.
//
// - `escape`: makes foreign text safe to show
// - `files`: files that are read and written as a whole or not at all
// - `sql`: SQL as text: quoting, statements, SQLSTATE, common queries
// - `settings`: every flag, variable and key of `pgconform.toml`
// - `model`: the row types of our own schema
// - `migrations`: the files: what to run, in what order, in which layout
// - `connection`: how to reach a database
// - `postgres`: throw-away servers, and development servers
// - `runner`: moves a database between versions
// - `catalog`: what a database contains
// - `rows`: what tables hold: read, compared, generated, seeded
// - `testing`: what a test writes
// - `findings`: findings with kind, severity and id, the baseline; knows no check by name
// - `checks`: questions about migrations; each returns findings
// - `report`: the formats of reports
// - `cli`: the binary: parse, call, print

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(feature = "cli", feature = "container")),
    expect(
        dead_code,
        reason = "what one feature needs stands beside what it shares with others"
    )
)]
#![cfg_attr(
    not(feature = "cli"),
    expect(
        unused_imports,
        reason = "the same holds for what one module gives to others"
    )
)]

#[doc(hidden)]
pub mod catalog;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod checks;
#[doc(hidden)]
pub mod connection;
#[doc(hidden)]
pub mod escape;
#[doc(hidden)]
pub mod files;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod findings;
#[doc(hidden)]
pub mod migrations;
#[cfg(feature = "model")]
#[cfg_attr(docsrs, doc(cfg(feature = "model")))]
pub mod model;
#[doc(hidden)]
pub mod postgres;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "generate")]
#[doc(hidden)]
pub mod rows;
#[doc(hidden)]
pub mod runner;
#[doc(hidden)]
pub mod settings;
#[doc(hidden)]
pub mod sql;
pub mod testing;

/// The client crate whose sessions and rows [`testing`] uses.
pub use tokio_postgres;
