//! The real database, which no command that a proof runs may reach.

use pretty_assertions::assert_eq;

use crate::support::own_server::{OwnServer, postgres};

/// The database that nobody means to move.
pub struct Real {
    server: OwnServer,
    /// An address of this machine that is this test's alone, as commands are given port 5432 with it.
    pub address: String,
    before: String,
}

impl Real {
    pub async fn start() -> Self {
        let [high, low] = [std::process::id() >> 8, std::process::id()].map(|it| it & 0xff);
        let address = format!("127.{}.{high}.{low}", 2 + rand_of(&thread_name()) % 200);
        let settings = [
            format!("listen_addresses={address}"),
            "autovacuum=off".to_owned(),
        ];
        let hba = "host all all 127.0.0.0/8 trust\nlocal all all trust\n".to_owned();
        let files = [("pg_hba.conf", hba)];
        let server = OwnServer::start_with(&postgres().await, &settings, 5432, &files).await;
        let mut real = Self {
            server,
            address,
            before: String::new(),
        };
        real.before = real.state().await;
        real
    }

    /// Which transaction comes next, and what its relations are.
    async fn state(&self) -> String {
        let client = self.server.client().await;
        let row = client
            .query_typed(include_str!("real_state.sql"), &[])
            .await;
        row.expect("it can be asked")[0].get(0)
    }

    pub async fn is_unchanged(&self) {
        assert_eq!(
            self.state().await,
            self.before,
            "the real database was changed"
        );
    }

    pub fn url(&self) -> String {
        format!("postgresql://postgres@{}:5432/postgres", self.address)
    }

    pub fn service(&self) -> String {
        format!(
            "[real]\nhost={}\nport=5432\nuser=postgres\ndbname=postgres\n",
            self.address
        )
    }
}

fn thread_name() -> String {
    format!("{:?}", std::thread::current().name())
}

/// A number that depends on a text.
fn rand_of(text: &str) -> u32 {
    text.bytes().fold(7, |sum: u32, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    })
}
