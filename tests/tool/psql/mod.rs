//! The three documents' own sessions, typed into a real psql as they print them, one after another.
//!
//! The sessions stand in `fixtures/psql/`, with what the documents expect to see.

mod play;
mod quickstart;
mod specification;
mod story;
