//! A server of our own that speaks PostgreSQL's protocol badly.
//! <https://www.postgresql.org/docs/16/protocol-message-formats.html>

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What the server does, one thing after the other. In the end it is silent, until the client ends the connection.
pub enum Act {
    /// Answers that there is no TLS, and reads up to the end of the startup message.
    Greet,
    /// Lets the client in.
    LetIn,
    Say(Vec<u8>),
    /// Says the same again and again.
    Endlessly(Vec<u8>),
    /// Says it a byte at a time.
    Slowly(Vec<u8>),
    /// Does not even read what the client says.
    Deaf,
    /// Ends the connection.
    Hang,
}

const SSL_REQUEST: u32 = 80_877_103;
/// So often a server that never comes to an end says something.
const TRICKLE: Duration = Duration::from_millis(500);

/// Listens from now on, and returns its port. The threads end with the suite.
pub fn listen(acts: Vec<Act>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    let acts = Arc::new(acts);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let acts = Arc::clone(&acts);
            // A client that has enough of it ends the connection, which is an error here.
            thread::spawn(move || {
                acts.iter().try_for_each(|act| act.done(&mut stream))?;
                silent(&mut stream)
            });
        }
    });
    address.port()
}

impl Act {
    fn done(&self, stream: &mut TcpStream) -> io::Result<()> {
        match self {
            Self::Greet => greet(stream),
            Self::LetIn => {
                greet(stream)?;
                stream.write_all(&[welcome(), message('Z', "I")].concat())
            }
            Self::Say(what) => stream.write_all(what),
            Self::Endlessly(what) => loop {
                stream.write_all(what)?;
                thread::sleep(Duration::from_millis(1));
            },
            Self::Slowly(what) => what.iter().try_for_each(|byte| {
                stream.write_all(&[*byte])?;
                thread::sleep(TRICKLE);
                Ok(())
            }),
            Self::Deaf => loop {
                thread::park();
            },
            Self::Hang => stream.shutdown(Shutdown::Both),
        }
    }
}

fn greet(stream: &mut TcpStream) -> io::Result<()> {
    loop {
        let mut head = [0; 8];
        stream.read_exact(&mut head)?;
        let [a, b, c, d, rest @ ..] = head;
        if u32::from_be_bytes(rest) == SSL_REQUEST {
            stream.write_all(b"N")?;
            continue;
        }
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        return stream.read_exact(&mut vec![0; length - 8]);
    }
}

/// Reads what the client says, to its end.
fn silent(stream: &mut TcpStream) -> io::Result<()> {
    while stream.read(&mut [0; 1024])? > 0 {}
    Ok(())
}

/// All that a server says before the session is ready.
pub fn welcome() -> Vec<u8> {
    let version = message('S', concat!("server_version\0", "16.14\0"));
    let key = message('K', "\0\0\0\x01\0\0\0\x02");
    [authentication(0, ""), version, key].concat()
}

/// One message: its letter, its length, what it says.
pub fn message(letter: char, body: &str) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).expect("it is short");
    let letter = u8::try_from(letter).expect("it is of ASCII");
    [&[letter][..], &length.to_be_bytes(), body.as_bytes()].concat()
}

/// A message about authentication, of this sort.
pub fn authentication(sort: u8, rest: &str) -> Vec<u8> {
    message('R', &format!("\0\0\0{}{rest}", char::from(sort)))
}

/// An error or a notice, with these words.
pub fn words(letter: char, sqlstate: &str, words: &str) -> Vec<u8> {
    let fields = format!("SFATAL\0VFATAL\0C{sqlstate}\0M{words}\0\0");
    message(letter, &fields)
}
