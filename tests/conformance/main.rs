//! The promises of our own schema, each proved on a fresh PostgreSQL 16.
//!
//! The list of modules is the table of contents.

mod cli;
mod leftovers;
mod migrations;
mod support;
mod users;
