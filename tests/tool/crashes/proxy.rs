//! A proxy between a runner and its server that stops at one message.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use pgconform::connection::DatabaseUrl;
use tempfile::TempDir;
use tokio_postgres::config::Host;

const PORT: u16 = 5432;
/// The protocol's number for a request to encrypt, 80877103.
const SSL_REQUEST: [u8; 4] = [4, 210, 22, 47];
const POLL: Duration = Duration::from_millis(2);

/// On which side of the message the proxy stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The server has answered the one before it.
    Before,
    /// The server has it, and is at work on it.
    After,
}

/// Cuts every connection when it is dropped.
pub struct Proxy {
    directory: TempDir,
    shared: Arc<Shared>,
}

struct Shared {
    server: Server,
    /// How many messages are still let through.
    left: AtomicUsize,
    moment: Moment,
    is_reached: AtomicBool,
    goes_on: AtomicBool,
    streams: Mutex<Vec<UnixStream>>,
    is_over: AtomicBool,
}

enum Server {
    Unix(String),
    Tcp(String),
}

impl Proxy {
    /// One before the server of `url` that stops at the message of that number, from 0. What asks for
    /// an answer is a message: a query, and the end of a batch.
    pub fn new(url: &DatabaseUrl, at: usize, moment: Moment) -> Self {
        let port = url.config().get_ports()[0];
        let server = match &url.config().get_hosts()[0] {
            Host::Tcp(name) => Server::Tcp(format!("{name}:{port}")),
            Host::Unix(folder) => Server::Unix(format!("{}/.s.PGSQL.{port}", folder.display())),
        };
        let directory = tempfile::tempdir().expect("a temporary folder can be made");
        let path = directory.path().join(format!(".s.PGSQL.{PORT}"));
        let listener = UnixListener::bind(path).expect("the folder is new");
        let shared = Arc::new(Shared {
            server,
            left: AtomicUsize::new(at),
            moment,
            is_reached: AtomicBool::new(false),
            goes_on: AtomicBool::new(false),
            streams: Mutex::default(),
            is_over: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if serving.is_over.load(Ordering::SeqCst) {
                    break;
                }
                let serving = Arc::clone(&serving);
                // A connection that ends in an error is one that was cut.
                thread::spawn(move || serving.serve(&client));
            }
        });
        Self { directory, shared }
    }

    /// The same database, user and password through the proxy.
    pub fn url(&self, server: &DatabaseUrl, application: &str) -> String {
        let password = server.config().get_password().unwrap_or_default();
        format!(
            "host={} port={PORT} user={} dbname={} password='{}' application_name={application}",
            self.directory.path().display(),
            server.user(),
            server.database(),
            String::from_utf8_lossy(password)
        )
    }

    /// Whether the runner comes to the message before it ends.
    pub async fn is_reached(&self, runner: &mut Child) -> bool {
        loop {
            if self.shared.is_reached.load(Ordering::SeqCst) {
                return true;
            }
            if runner.try_wait().expect("it is our child").is_some() {
                return false;
            }
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Proxy {
    /// Passes on everything from now on, what it stopped at first.
    pub fn go_on(&self) {
        self.shared.goes_on.store(true, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes whoever accepts.
        let _ = UnixStream::connect(self.directory.path().join(format!(".s.PGSQL.{PORT}")));
        let streams = self.shared.streams.lock().expect("no holder panics");
        for stream in streams.iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn serve(&self, client: &UnixStream) -> io::Result<()> {
        self.streams
            .lock()
            .expect("no holder panics")
            .push(client.try_clone()?);
        match &self.server {
            Server::Unix(path) => {
                let server = UnixStream::connect(path)?;
                self.copy_both(client, &server, &server, || server.shutdown(Shutdown::Both))
            }
            Server::Tcp(address) => {
                let server = TcpStream::connect(address)?;
                self.copy_both(client, &server, &server, || server.shutdown(Shutdown::Both))
            }
        }
    }

    fn copy_both(
        &self,
        client: &UnixStream,
        mut from: impl Read + Send,
        to: impl Write,
        cut: impl FnOnce() -> io::Result<()>,
    ) -> io::Result<()> {
        thread::scope(|scope| {
            scope.spawn(move || {
                let _ = io::copy(&mut from, &mut &*client);
                client.shutdown(Shutdown::Both)
            });
            let ended = self.forward(client, to);
            cut()?;
            ended
        })
    }

    /// Passes on what the client says, until the message at which to stop.
    fn forward(&self, mut client: &UnixStream, mut server: impl Write) -> io::Result<()> {
        // Before it says who it is, a client may ask for encryption, which no socket gives.
        loop {
            let body = read_body(&mut client)?;
            server.write_all(&body)?;
            if body[4..8] != SSL_REQUEST {
                break;
            }
        }
        let mut next = None;
        loop {
            let mut kind = [0];
            match next.take() {
                Some(read) => kind = [read],
                None => client.read_exact(&mut kind)?,
            }
            let body = read_body(&mut client)?;
            let asks = matches!(kind[0], b'Q' | b'S');
            let is_here = asks && self.is_here();
            if !is_here || self.moment == Moment::After {
                server.write_all(&[&kind[..], &body].concat())?;
            }
            if is_here {
                self.is_reached.store(true, Ordering::SeqCst);
                next = self.wait(client)?;
                if self.moment == Moment::Before {
                    server.write_all(&[&kind[..], &body].concat())?;
                }
            }
        }
    }

    /// Waits until the proxy goes on, or is dropped, or the client is gone, which is an error; what the
    /// client has begun to say meanwhile is returned.
    fn wait(&self, mut client: &UnixStream) -> io::Result<Option<u8>> {
        let mut begun = None;
        client.set_read_timeout(Some(POLL))?;
        while !self.goes_on.load(Ordering::SeqCst) {
            let mut byte = [0];
            if self.is_over.load(Ordering::SeqCst) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            if begun.is_some() {
                thread::sleep(POLL);
                continue;
            }
            match client.read(&mut byte) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(_) => begun = Some(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        client.set_read_timeout(None)?;
        Ok(begun)
    }

    /// Whether this is the message to stop at; the count goes on with it.
    fn is_here(&self) -> bool {
        if self.goes_on.load(Ordering::SeqCst) {
            return false;
        }
        let less = |left: usize| left.checked_sub(1);
        let order = Ordering::SeqCst;
        self.left.fetch_update(order, order, less).is_err()
    }
}

/// A message from its length on.
fn read_body(client: &mut &UnixStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    client.read_exact(&mut length)?;
    let size = u32::from_be_bytes(length) as usize;
    let mut body = vec![0; size.saturating_sub(4)];
    client.read_exact(&mut body)?;
    Ok([&length[..], &body].concat())
}
