//! A TCP port for clients that cannot use a socket: on the loopback interface, with a password.

use std::path::Path;

use super::access;
use crate::connection::{DatabaseUrl, RetryFor, connect};
use crate::postgres::Error;
use crate::postgres::password::Password;

const ADDRESS: &str = "127.0.0.1";
/// Below those that systems give to outgoing connections, above those that services like.
const PORTS: std::ops::Range<u16> = 10_240..32_768;

/// Where a server listens beside its socket, and the password that lets its superuser in there.
#[derive(Debug)]
pub(super) struct Loopback {
    port: u16,
    password: Password,
    url: DatabaseUrl,
    state: State,
}

/// Whether the server has the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shut,
    Open,
}

impl Loopback {
    pub fn new() -> Result<Self, Error> {
        let port = random_port()?;
        let password = Password::random()?;
        Ok(Self {
            port,
            url: DatabaseUrl::tcp(ADDRESS, port, password.reveal()),
            password,
            state: State::Shut,
        })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// How other programs connect as the superuser.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Arguments of the postmaster.
    pub fn arguments(&self) -> [String; 4] {
        [
            "-c".to_owned(),
            format!("listen_addresses={ADDRESS}"),
            "-p".to_owned(),
            self.port.to_string(),
        ]
    }

    /// Gives the server its password and then lets clients in by it; nothing where that was done.
    pub async fn open(&mut self, socket: &DatabaseUrl, data: &Path) -> Result<(), Error> {
        if self.state == State::Open {
            return Ok(());
        }
        let failed = |why: &dyn std::fmt::Display| {
            Error::Prepare(format!("no TCP clients can be let in: {why}"))
        };
        let session = connect(socket, RetryFor::default()).await;
        let session = session.map_err(|error| failed(&error))?;
        // In statements of their own, since a file is not part of a transaction. What the template holds may have
        // made sessions read-only.
        for sql in [
            "SET default_transaction_read_only = off",
            &self.password.statement(),
            &access::open_tcp(data),
        ] {
            session
                .batch_execute(sql)
                .await
                .map_err(|error| failed(&error))?;
        }
        self.state = State::Open;
        Ok(())
    }
}

fn random_port() -> Result<u16, Error> {
    let random =
        getrandom::u32().map_err(|error| Error::Prepare(format!("no random port: {error}")))?;
    let count = u32::from(PORTS.end - PORTS.start);
    let offset = u16::try_from(random % count).unwrap_or_default();
    Ok(PORTS.start + offset)
}
