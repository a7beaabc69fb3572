//! What the command `pgconform` promises: exit status, what goes to stdout and what to stderr, text
//! and JSON, and one clear error for each bad input.

mod address;
mod arguments;
mod bad_baselines;
mod bad_connections;
mod bad_folders;
mod bad_history_table;
mod bad_moves;
mod bad_rows;
mod bad_settings;
mod baseline;
mod connecting;
mod db;
mod dry_run;
mod fail_on;
mod formats;
mod log;
mod moves;
mod new;
mod old_server;
mod passwords;
mod planted_faults;
mod reachable;
mod reset;
mod scratch;
mod seed;
mod shell;
mod status;
mod stopped;
mod streams;
mod url_source;
mod verify;
mod verify_rollback;
