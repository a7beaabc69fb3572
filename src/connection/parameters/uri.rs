//! `postgresql://user:password@host:port,host:port/database?name=value&name=value`

use super::{MalformedUrl, Parameters};
use MalformedUrl::NotAUrl;

const SCHEMES: [&str; 2] = ["postgresql://", "postgres://"];

/// What a URL of PostgreSQL says after its scheme.
pub(super) fn without_scheme(text: &str) -> Option<&str> {
    SCHEMES
        .into_iter()
        .find_map(|scheme| text.strip_prefix(scheme))
}

pub(super) fn read(rest: &str, into: &mut Parameters) -> Result<(), MalformedUrl> {
    // Whatever comes after a second @ would pass for the host, and be shown: the first was a part
    // of a password that is not encoded.
    if rest.matches('@').count() > 1 {
        return Err(NotAUrl);
    }
    let (place, query) = split(rest, '?');
    // The @ of a password with a question mark in it.
    if query.is_some_and(|query| query.contains('@')) {
        return Err(NotAUrl);
    }
    let (place, database) = split(place, '/');
    let (user, hosts) = match place.split_once('@') {
        Some((user, hosts)) => (Some(user), hosts),
        None => (None, place),
    };
    if let Some(user) = user {
        let (name, password) = split(user, ':');
        into.give("user", decode(name)?)?;
        into.give("password", decode(password.unwrap_or_default())?)?;
    }
    if !hosts.is_empty() {
        read_hosts(hosts, into)?;
    }
    into.give("dbname", decode(database.unwrap_or_default())?)?;
    for pair in query
        .unwrap_or_default()
        .split('&')
        .filter(|it| !it.is_empty())
    {
        let (name, value) = pair.split_once('=').ok_or(NotAUrl)?;
        let (name, value) = (decode(name)?, decode(value)?);
        // As JDBC writes it, which libpq takes, too.
        if name == "ssl" && value == "true" {
            into.give("sslmode", "require".to_owned())?;
        } else {
            into.give(&name, value)?;
        }
    }
    Ok(())
}

fn read_hosts(list: &str, into: &mut Parameters) -> Result<(), MalformedUrl> {
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for one in list.split(',') {
        let (host, port) = match one.strip_prefix('[') {
            // An address of IPv6 has colons of its own.
            Some(bracketed) => {
                let (address, port) = bracketed.split_once(']').ok_or(NotAUrl)?;
                let port = match port {
                    "" => None,
                    port => Some(port.strip_prefix(':').ok_or(NotAUrl)?),
                };
                (address, port)
            }
            None => split(one, ':'),
        };
        let port = port.unwrap_or_default();
        if !port.is_empty() && port.parse::<u16>().is_err() {
            return Err(NotAUrl);
        }
        hosts.push(decode(host)?);
        ports.push(port);
    }
    if ports.iter().any(|port| !port.is_empty()) {
        let ports: Vec<&str> = ports
            .into_iter()
            .map(|port| if port.is_empty() { "5432" } else { port })
            .collect();
        into.give("port", ports.join(","))?;
    }
    into.give("host", hosts.join(","))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Takes `%41` for `A`.
fn decode(text: &str) -> Result<String, MalformedUrl> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = digit().zip(digit()).ok_or(NotAUrl)?;
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| NotAUrl)?);
    }
    String::from_utf8(bytes).map_err(|_| NotAUrl)
}
