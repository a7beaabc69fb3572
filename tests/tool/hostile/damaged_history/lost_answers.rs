//! A server that answers without a row, whichever question it is, is reported; nothing panics.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::thread;

use pgconform::connection::DatabaseUrl;
use pgconform::migrations::Target;
use pgconform::testing::TestDb;
use rstest::rstest;
use tempfile::TempDir;
use tokio_postgres::config::Host;

use super::super::steps;
use crate::support::command::Pgconform;

/// How many answers a command waits for at the most, those to the messages that begin and end transactions too.
const ANSWERS: usize = 25;
/// The status of a program that panicked.
const PANICKED: i32 = 101;

/// A proxy that keeps to itself each row of what the server says after its `silent_after`-th answer.
struct Proxy(TempDir);

impl Proxy {
    fn new(url: &DatabaseUrl, silent_after: usize) -> Self {
        let config = url.config();
        let port = config.get_ports()[0];
        let server = match &config.get_hosts()[0] {
            Host::Tcp(name) => (Some(format!("{name}:{port}")), String::new()),
            Host::Unix(folder) => (None, format!("{}/.s.PGSQL.{port}", folder.display())),
        };
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join(".s.PGSQL.5432");
        let listener = UnixListener::bind(path).expect("the folder is new");
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = server.clone();
                // A connection that ends in an error is one that the program has closed.
                thread::spawn(move || match server {
                    (Some(address), _) => {
                        let server = TcpStream::connect(address)?;
                        let to = server.try_clone()?;
                        both(&client, server, to, silent_after)
                    }
                    (None, path) => {
                        let server = UnixStream::connect(path)?;
                        let to = server.try_clone()?;
                        both(&client, server, to, silent_after)
                    }
                });
            }
        });
        Self(folder)
    }

    fn url(&self, server: &DatabaseUrl) -> String {
        let password = server.config().get_password().unwrap_or_default();
        format!(
            "host={} user={} dbname={} password='{}' sslmode=disable",
            self.0.path().display(),
            server.user(),
            server.database(),
            String::from_utf8_lossy(password)
        )
    }
}

fn both(
    client: &UnixStream,
    from: impl Read,
    mut to: impl Write + Send + 'static,
    silent_after: usize,
) -> io::Result<()> {
    let mut asking = client.try_clone()?;
    thread::spawn(move || io::copy(&mut asking, &mut to));
    let ended = answers(from, client, silent_after);
    client.shutdown(Shutdown::Both)?;
    ended
}

/// Passes on what the server says: a kind, a length, and what it is about.
fn answers(mut from: impl Read, mut client: &UnixStream, silent_after: usize) -> io::Result<()> {
    let mut answers = 0;
    loop {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let size = u32::from_be_bytes([head[1], head[2], head[3], head[4]]) as usize;
        let mut body = vec![0; size - 4];
        from.read_exact(&mut body)?;
        answers += usize::from(head[0] == b'Z');
        if head[0] != b'D' || answers <= silent_after {
            client.write_all(&[&head[..], &body].concat())?;
        }
    }
}

#[rstest]
#[case::status(&["status"])]
#[case::up(&["up"])]
#[case::dry_run(&["up", "--dry-run"])]
#[case::down(&["down", "--to", "base"])]
#[case::reset(&["reset", "--force=postgres"])]
#[case::fresh(&["reset", "--fresh", "--force=postgres"])]
#[tokio::test]
async fn a_server_that_answers_no_row_from_any_answer_on_is_reported(#[case] words: &[&str]) {
    let folder = steps();
    let migrations = folder.load();
    let mut were_refused = 0;
    let db = TestDb::at_of(&migrations, Target::Base).await;
    for silent_after in 0..ANSWERS {
        let proxy = Proxy::new(db.url(), silent_after);
        let ended = Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", proxy.url(db.url()))
            .run();
        let shown = format!("silent after {silent_after}: {ended:?}");
        assert_ne!(ended.status, Some(PANICKED), "{shown}");
        assert!(ended.status.is_some_and(|status| status <= 2), "{shown}");
        assert!(!ended.stderr.contains("panicked"), "{shown}");
        were_refused += usize::from(ended.status == Some(2));
    }
    assert!(were_refused > 0, "it never noticed");
}
