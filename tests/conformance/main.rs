//! The promises of our own schema, each proved on a fresh PostgreSQL 16.
//!
//! The list of modules is the table of contents.

mod application_role;
mod approved_catalog;
mod as_role;
mod broken;
mod cascades;
mod catalog;
mod cli;
mod connection;
mod conventions;
mod copies;
mod crashes;
mod decisions;
mod drift;
mod email;
mod generated_rows;
mod hostile;
mod ids_are_never_reused;
mod layouts;
mod leftovers;
mod lengths;
mod lost_rows;
mod majors;
mod migrations;
mod one_account_per_address;
mod psql;
mod quickstart;
mod row_types;
mod security;
mod sessions;
mod settings;
mod specification;
mod sql_text;
mod story;
mod support;
mod systems;
mod tasks;
mod text_files;
mod updated_at;
mod updated_at_is_not_the_clients;
mod users;
mod values_as_they_are;
mod what_repeats_an_id;
