//! `postgresql://user:password@host:port,host:port/database?name=value&name=value`

use super::{MalformedUrl, Parameters};
use MalformedUrl::{Malformed, Scheme};

/// What other clients write before the same: `SQLAlchemy` adds its driver behind a plus sign.
const SCHEMES: [&str; 12] = [
    "postgresql",
    "postgres",
    "postgis",
    "pgsql",
    "pgx",
    "pgx4",
    "pgx5",
    "ecto",
    "timescale",
    "jdbc:postgresql",
    "r2dbc:postgresql",
    "r2dbc:pool:postgresql",
];

/// Whose URL it is, where that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    Anybody,
    /// Its `ssl=true` asks for more than others' does.
    Jdbc,
}

/// The scheme of a URL of PostgreSQL, and what comes after it; `None` for what is no URL.
pub(super) fn scheme(text: &str) -> Result<Option<(Writer, &str)>, MalformedUrl> {
    let Some((name, rest)) = text.split_once("://") else {
        return Ok(None);
    };
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.:_".contains(c);
    if !name.chars().all(is_of_scheme) || name.is_empty() {
        // A password among keywords may be anything.
        return Ok(None);
    }
    let lower = name.to_ascii_lowercase();
    let (own, driver) = split(&lower, '+');
    if !SCHEMES.contains(&own) || driver.is_some_and(|driver| driver.contains(':')) {
        return Err(Scheme {
            name: name.to_owned(),
        });
    }
    let writer = if own == "jdbc:postgresql" {
        Writer::Jdbc
    } else {
        Writer::Anybody
    };
    Ok(Some((writer, rest)))
}

pub(super) fn read(writer: Writer, rest: &str, into: &mut Parameters) -> Result<(), MalformedUrl> {
    // Whatever comes after a second @ would pass for the host, and be shown: the first was a part
    // of a password that is not encoded.
    if rest.matches('@').count() > 1 {
        let why = "it has a second @; in a password, @ is %40";
        return Err(Malformed { why });
    }
    let (place, query) = split(rest, '?');
    // The @ of a password with a question mark in it.
    if query.is_some_and(|query| query.contains('@')) {
        let why =
            "it has an @ after a question mark; in a password, ? is %3F, and elsewhere @ is %40";
        return Err(Malformed { why });
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
        let why = "a parameter lacks '=' and its value; in a password, ? is %3F";
        let (name, value) = pair.split_once('=').ok_or(Malformed { why })?;
        let (name, value) = (decode(name)?, decode(value)?);
        if writer == Writer::Jdbc && name == "ssl" && value != "false" {
            // JDBC checks the server's name then.
            into.give("sslmode", "verify-full".to_owned())?;
        } else {
            into.give_of_client(&name, value)?;
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
                let why = "an IPv6 address must be in [ ], followed only by its port";
                let (address, port) = bracketed.split_once(']').ok_or(Malformed { why })?;
                let port = match port {
                    "" => None,
                    port => Some(port.strip_prefix(':').ok_or(Malformed { why })?),
                };
                (address, port)
            }
            None => split(one, ':'),
        };
        let port = port.unwrap_or_default();
        if !port.is_empty() && port.parse::<u16>().is_err() {
            let why = "its port is not a number; in a password, : is %3A, / is %2F and ? is %3F";
            return Err(Malformed { why });
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
        let why = "a % in it is not followed by two hexadecimal digits; in a password, % is %25";
        let (high, low) = digit().zip(digit()).ok_or(Malformed { why })?;
        bytes.extend(u8::try_from(high * 16 + low));
    }
    let why = "its percent-encoded characters are not UTF-8";
    String::from_utf8(bytes).map_err(|_| Malformed { why })
}
