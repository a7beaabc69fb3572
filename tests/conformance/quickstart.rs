//! The quickstart of a todo application: its promises, and its own acceptance run.
//!
//! Where our schema decides otherwise, the test says what holds instead and why.

mod acceptance;
mod moving;
mod tables;

/// The one user of the quickstart, of which it gives `(id, email, name)` alone.
const USER: &str =
    "INSERT INTO users (id, email, name) VALUES ('test-user', 'test@example.com', 'Test User')";
