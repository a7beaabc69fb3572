//! Connections without encryption, where the program was built without the feature `tls`.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tokio_postgres::NoTls;
use tokio_postgres::config::SslMode;

use super::parameters::{Environment, MalformedUrl, Parameters};

/// What makes the connections.
pub(super) type Connector = NoTls;

/// What is asked of a connection before anything is said over it: that it may be open to whoever listens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tls;

impl Tls {
    /// Refuses what asks for encryption.
    pub fn of(parameters: &Parameters, _: Environment<'_>) -> Result<Self, MalformedUrl> {
        let is_required = parameters.get("requiressl") == Some("1");
        match parameters.get("sslmode") {
            None if !is_required => Ok(Self),
            Some("disable" | "allow" | "prefer") => Ok(Self),
            _ => Err(MalformedUrl::Value {
                name: "sslmode",
                allowed: "disable, allow or prefer: pgconform was built without its feature 'tls'",
            }),
        }
    }

    pub fn modes(&self) -> &'static [SslMode] {
        &[SslMode::Disable]
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "with encryption, a file may be missing"
    )]
    pub fn connector(&self) -> Result<Connector, MalformedUrl> {
        Ok(NoTls)
    }
}

/// There is nothing to watch.
pub(super) struct Watched;

impl Watched {
    #[expect(
        clippy::new_ret_no_self,
        reason = "with encryption, it stands around the connector"
    )]
    pub fn new(connector: Connector, _: Arc<AtomicBool>) -> Connector {
        connector
    }
}
