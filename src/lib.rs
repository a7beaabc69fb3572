//! Prove that a PostgreSQL schema keeps its promises, and that every migration can be undone.
//!
//! The modules form floors, lowest first. Each imports only from those listed before it, and no two files import each other;
//! `tests/tool/conventions/floors.rs` reads this list.
//!
//! - [`escape`]: text that somebody else wrote, made safe to show
//! - [`files`]: files that are read and written as a whole or not at all
//! - [`sql`]: SQL as text: quoting, statements, SQLSTATE, common queries
//! - [`settings`]: every flag, variable and key of `pgconform.toml`
//! - [`model`]: the row types of our own schema
//! - [`migrations`]: the files: what to run, in what order, in which layout
//! - [`connection`]: how to reach a database
//! - [`postgres`]: throw-away servers, and development servers
//! - [`runner`]: moves a database between versions
//! - [`catalog`]: what a database contains
//! - [`rows`]: what tables hold: read, compared, generated, seeded
//! - [`testing`]: what a test writes
//! - [`findings`]: what is found, its kind and severity, known findings; knows no check by name
//! - [`checks`]: questions about migrations; each returns findings
//! - [`report`]: how findings look
//! - `cli`: the binary: parse, call, print

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

pub mod catalog;
#[cfg(feature = "cli")]
pub mod checks;
pub mod connection;
pub mod escape;
pub mod files;
#[cfg(feature = "cli")]
pub mod findings;
pub mod migrations;
pub mod model;
pub mod postgres;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "generate")]
pub mod rows;
pub mod runner;
pub mod settings;
pub mod sql;
pub mod testing;
