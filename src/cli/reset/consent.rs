//! Whether a reset is intended. An address proves nothing: a tunnel to production is on this machine too, and a name
//! can be mapped elsewhere. So it is either a database that is marked as made for development, on this
//! machine, or its name is given.

use std::io::{self, BufRead, IsTerminal, Write};
use std::thread;

use pgconform::connection::{DatabaseUrl, read_row};
use pgconform::postgres::development::MARKER;
use pgconform::runner;
use tokio::net::lookup_host;
use tokio::sync::oneshot;
use tokio_postgres::config::Host;

use super::super::Failure;
use super::super::session::Session;

const ASK: &str = "SELECT current_database(), \
    (SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database())";

/// Before anything is connected to: `--force` alone is not a name.
pub fn check_name_is_given(force: Option<&str>, url: &DatabaseUrl) -> Result<(), Failure> {
    match force {
        Some("") => Err(Failure::ForceWithoutName(url.database().to_owned())),
        _ => Ok(()),
    }
}

/// Returns where the reset is meant, and fails where it isn't.
pub async fn ask(
    session: &mut Session,
    url: &DatabaseUrl,
    force: Option<&str>,
) -> Result<(), Failure> {
    let asking = runner::Error::database("reading the database's comment");
    let row = read_row(&session.client, ASK, &[]).await;
    let answer = row.and_then(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let (name, comment): (String, Option<String>) = answer.map_err(asking)?;
    let given = match force {
        Some(given) => given.to_owned(),
        None if comment.as_deref() == Some(MARKER) && is_here(url).await => return Ok(()),
        None if io::stdin().is_terminal() && io::stderr().is_terminal() => {
            prompt(&name);
            session.wait(line()).await?
        }
        None => {
            return Err(Failure::NotConfirmed {
                url: url.clone(),
                name,
            });
        }
    };
    if given == name {
        Ok(())
    } else {
        Err(Failure::OtherName { given, name })
    }
}

/// Whether the server is reached over a socket or a loopback address; `localhost` can be mapped elsewhere.
async fn is_here(url: &DatabaseUrl) -> bool {
    if !url.is_local() {
        return false;
    }
    let config = url.config();
    if !config.get_hostaddrs().is_empty() {
        return true;
    }
    for host in config.get_hosts() {
        let Host::Tcp(name) = host else { continue };
        let Ok(mut addresses) = lookup_host((name.as_str(), 0)).await else {
            return false;
        };
        if !addresses.all(|it| it.ip().is_loopback()) {
            return false;
        }
    }
    true
}

fn prompt(name: &str) {
    let question = format!("pgconform: type the database's name, {name}, to go on: ");
    // If nobody sees the question, nobody answers it.
    let _ = io::stderr().write_all(question.as_bytes());
}

/// A line of standard input. A thread of its own reads it, which the end of the process doesn't wait for.
async fn line() -> String {
    let (answer, answered) = oneshot::channel();
    let read = move || {
        let mut line = String::new();
        // What cannot be read is not an answer.
        let _ = io::stdin().lock().read_line(&mut line);
        let _ = answer.send(line.trim_end_matches(['\n', '\r']).to_owned());
    };
    match thread::Builder::new().spawn(read) {
        Ok(_) => answered.await.unwrap_or_default(),
        Err(_) => String::new(),
    }
}
