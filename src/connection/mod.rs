//! How to reach a database: its URL, its TLS, and patience while it starts.

mod connect;
mod error;
mod parameters;
mod pooler;
mod prepared;
mod read_only;
mod settings;
mod tls;
mod url;

pub use connect::{Patience, connect, connect_once, server_version};
pub use error::Error;
pub use parameters::MalformedUrl;
pub use pooler::refuse_pooler;
pub use prepared::Prepared;
pub use read_only::{read_once, read_only};
pub use url::DatabaseUrl;
