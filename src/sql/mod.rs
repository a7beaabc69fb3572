//! SQL as text: what every floor above reads and writes of it. Nothing here talks to a server.

mod quote;

pub use quote::{identifier, literal, quoted};
