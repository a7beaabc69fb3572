//! SQL as text: what every floor above reads and writes of it. Nothing here talks to a server.

mod quote;
mod sqlstate;

pub use quote::{identifier, literal, quoted};
pub use sqlstate::{ErrorClass, error_message, server_message};
