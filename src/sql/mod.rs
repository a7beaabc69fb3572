//! SQL as text. Nothing here talks to a server.

mod common;
mod created;
mod inserts;
mod location;
mod major;
mod name;
mod quote;
mod recomputed;
mod sqlstate;
mod statements;
mod tokens;

pub use common::{HISTORY_TABLE, with_common};
pub use created::{MadeBy, made, made_by};
pub use inserts::{NamedTable, inserted_into};
pub use location::{Location, byte_of, line_of_byte};
pub use major::for_major;
pub(crate) use major::{is_understood, without_mark};
pub use name::QualifiedName;
pub(crate) use quote::{NAME, is_named};
pub use quote::{identifier, literal, quoted};
pub use recomputed::{Recomputed, assigns, recomputed_by};
pub use sqlstate::{
    ErrorClass, error_message, is_duplicate, names_in, of_every_major, server_message,
};
pub use statements::{Statement, statements};
pub use tokens::without_comments;
pub(crate) use tokens::{Token, token};
