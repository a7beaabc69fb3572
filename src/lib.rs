//! Prove that a PostgreSQL schema keeps its promises, and that every migration can be undone.
//!
//! The modules form floors; each uses only those listed before it:
//! [`foreign`], [`files`], [`sql`], [`settings`], [`model`], [`migrations`], [`connection`], [`postgres`], [`runner`], [`catalog`], [`testing`].

pub mod catalog;
pub mod checks;
pub mod connection;
pub mod files;
pub mod foreign;
pub mod migrations;
pub mod model;
pub mod postgres;
pub mod report;
pub mod rows;
pub mod runner;
pub mod settings;
pub mod sql;
pub mod testing;
