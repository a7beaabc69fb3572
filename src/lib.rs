//! Prove that a PostgreSQL schema keeps its promises, and that every migration can be undone.
//!
//! `pgconform` is a program, and this library, which the tests of a schema are written with: a whole PostgreSQL for each test,
//! with the project's migrations applied, and two verbs to say what the schema takes and what it refuses.
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
//! - [`testing`] is all that a test needs: databases, migrations of any tool, fixtures, and clients that block.
//! - `pgconform --help`, and the pages in `docs/`, are about the program.
//!
//! As a dependency of tests on servers of this machine, a few crates are enough:
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
//! | `cli` | yes | the program `pgconform`, which needs all but the others in this table |
//! | `container` | yes | servers in containers, where a Docker daemon answers |
//! | `generate` | with `cli` | [`Builder::generated_rows`](testing::Builder) |
//! | `tls` | with `cli` | encrypted connections; throw-away servers are reached without |
//! | `model` | no | the rows of this project's own schema |
//! | `rstest` | no | fixtures of the crate `rstest` |
//!
//! # What may change
//!
//! What is documented here keeps its meaning between releases of one minor version. Other modules are the program's own, and
//! change without notice.

// The modules form floors, lowest first. Each imports only from those listed before it, and no two files import each other;
// `tests/tool/conventions/floors.rs` reads this list.
//
// - `escape`: text that somebody else wrote, made safe to show
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
// - `findings`: what is found, its kind and severity, known findings; knows no check by name
// - `checks`: questions about migrations; each returns findings
// - `report`: how findings look
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

/// The client whose sessions and rows [`testing`] deals in.
pub use tokio_postgres;
