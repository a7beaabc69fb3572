//! The promises of our own schema, each proved on a fresh PostgreSQL 16.
//!
//! The list of modules is the table of contents.

mod approved_catalog;
mod broken;
mod made_up_rows;
mod support;
mod users;
