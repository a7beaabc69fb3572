//! What the runner promises of every folder of migrations: our own and the broken ones of
//! `fixtures/migrations/`.

mod any_file;
mod broken_folders;
mod broken_sql;
mod concurrent_runners;
mod fixtures;
mod hand_edited_history_table;
mod history_and_files;
mod irreversible;
mod no_transaction;
mod session_settings;
mod statement_by_statement;
mod time_limits;
mod transaction_control;
mod unwilling_servers;
