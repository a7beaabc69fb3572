//! The promises of the tool: what it reports of any schema, and that it harms nothing; each proved on real servers.
//!
//! The list of modules is the table of contents. What our own schema promises is the suite beside it,
//! `tests/conformance/`.

mod action;
mod as_role;
mod broken;
mod catalog;
mod cli;
mod connection;
mod conventions;
mod copies;
mod crashes;
mod drift;
mod generated_rows;
mod hostile;
mod layouts;
mod leftovers;
mod lost_rows;
mod majors;
mod migrations;
mod psql;
mod security;
mod settings;
mod sql_text;
mod support;
mod values_as_they_are;
