//! Schemas, rows and histories of great size are proved within the server's and our own limits.

mod history;
mod peak;
mod rows;
mod schema;
