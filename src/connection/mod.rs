//! How to reach a database: its URL, TLS, and retries while it starts.

pub mod address;
mod addresses;
mod attempt;
mod cancel;
mod child;
mod config;
mod connect;
mod dot_env;
mod ends_with_us;
mod error;
#[cfg(target_os = "linux")]
pub(crate) mod landlock;
mod parameters;
mod pooler;
mod prepared;
mod read_only;
mod refusal;
mod retry;
mod tcp;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "without_tls.rs"]
mod tls;
mod url;

pub use address::{AddressError, Origin, Sources};
pub use cancel::Canceller;
pub use child::{ChildEnvironment, connection_string};
pub use connect::{
    Event, connect, connect_once, connect_once_watched, connect_watched, major, server_version,
};
pub use dot_env::{DotEnv, DotEnvError};
pub use ends_with_us::{Ending, EndsWithUs, ends_with_us};
pub use error::Error;
pub use parameters::MalformedUrl;
pub use pooler::refuse_pooler;
pub use prepared::Prepared;
pub use read_only::{read_once, read_only, read_row};
pub use retry::RetryFor;
pub use tcp::connects_only_to;
pub use url::DatabaseUrl;
