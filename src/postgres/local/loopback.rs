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
        self.run(
            socket,
            [self.password.statement(), access::open_tcp(data, None)],
        )
        .await?;
        self.state = State::Open;
        Ok(())
    }

    /// Lets a role in, too, by the same password.
    pub async fn admit(&self, role: &str, socket: &DatabaseUrl, data: &Path) -> Result<(), Error> {
        let password = self.password.statement_for(role);
        self.run(socket, [password, access::open_tcp(data, Some(role))])
            .await
    }

    /// Runs statements that let clients in, each by itself, since a file is not part of a transaction.
    async fn run(&self, socket: &DatabaseUrl, statements: [String; 2]) -> Result<(), Error> {
        let failed = |why: &dyn std::fmt::Display| {
            Error::Prepare(format!("no TCP clients can be let in: {why}"))
        };
        let session = connect(socket, RetryFor::default()).await;
        let session = session.map_err(|error| failed(&error))?;
        // What the template holds may have made sessions read-only.
        let writable = "SET default_transaction_read_only = off".to_owned();
        for sql in [writable].iter().chain(&statements) {
            session
                .batch_execute(sql)
                .await
                .map_err(|error| failed(&error))?;
        }
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
