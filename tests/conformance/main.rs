//! The promises of our own schema, each proved on a fresh PostgreSQL 16.
//!
//! The list of modules is the table of contents. What the tool promises of any schema is the suite beside it,
//! `tests/tool/`.

mod application_role;
mod approved_catalog;
mod as_written;
mod cascades;
mod changes_are_silent;
mod conventions;
mod decisions;
mod earlier_rows;
mod earlier_rows_stay;
mod email;
mod every_version;
mod head;
mod ids_are_never_reused;
mod lengths;
mod mutants;
mod nothing_else;
mod nothing_is_deferred;
mod nothing_without_a_grant;
mod one_account_per_address;
mod quickstart;
mod row_types;
mod rows_survive_a_crash;
mod sessions;
mod specification;
mod story;
mod support;
mod systems;
mod tasks;
mod text_files;
mod updated_at;
mod updated_at_is_not_the_clients;
mod users;
mod what_repeats_an_id;
