//! The parameters of libpq 16, and two that came later.

use super::MalformedUrl;
use MalformedUrl::{Malformed, Unknown, Unsupported, Value};

/// What is taken, in the order in which libpq's manual describes it.
const TAKEN: [&str; 37] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "channel_binding",
    "connect_timeout",
    "client_encoding",
    "options",
    "application_name",
    "fallback_application_name",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "gssencmode",
    "krbsrvname",
    "gsslib",
    "gssdelegation",
    "sslmode",
    "sslnegotiation",
    "sslcompression",
    "sslcert",
    "sslkey",
    "sslcertmode",
    "sslrootcert",
    "sslsni",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "service",
    "servicefile",
    "target_session_attrs",
    "load_balance_hosts",
    "requiressl",
];

/// What libpq takes and we refuse: to pass over them would make a connection less safe, or another,
/// than was asked for.
const REFUSED: [(&str, &str); 6] = [
    (
        "sslpassword",
        "decrypt the key first, for instance with openssl pkey",
    ),
    (
        "sslcrl",
        "lists of revoked certificates are not read; remove it",
    ),
    (
        "sslcrldir",
        "lists of revoked certificates are not read; remove it",
    ),
    (
        "requirepeer",
        "remove it, or protect the socket's directory",
    ),
    (
        "require_auth",
        "use sslmode=verify-full, which no impostor passes",
    ),
    (
        "replication",
        "migrations need an ordinary session; remove it",
    ),
];

/// The values of parameters that have but a few.
const VALUES: [(&str, &[&str], &str); 11] = [
    (
        "sslmode",
        &[
            "disable",
            "allow",
            "prefer",
            "require",
            "verify-ca",
            "verify-full",
        ],
        "disable, allow, prefer, require, verify-ca or verify-full",
    ),
    (
        "sslnegotiation",
        &["postgres", "direct"],
        "postgres or direct",
    ),
    (
        "sslcertmode",
        &["disable", "allow", "require"],
        "disable, allow or require",
    ),
    ("sslsni", &["0", "1"], "0 or 1"),
    (
        "ssl_min_protocol_version",
        &["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
        "TLSv1.2 or TLSv1.3",
    ),
    (
        "ssl_max_protocol_version",
        &["TLSv1.2", "TLSv1.3"],
        "TLSv1.2 or TLSv1.3",
    ),
    (
        "channel_binding",
        &["disable", "prefer", "require"],
        "disable, prefer or require",
    ),
    // There is no GSS here, so nothing is lost with the other two.
    (
        "gssencmode",
        &["disable", "prefer"],
        "disable or prefer, since GSSAPI is not supported",
    ),
    (
        "client_encoding",
        &["auto", "UTF8", "utf8", "UTF-8", "utf-8"],
        "UTF8",
    ),
    (
        "target_session_attrs",
        &[
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby",
        ],
        "any, read-write, read-only, primary, standby or prefer-standby",
    ),
    (
        "load_balance_hosts",
        &["disable", "random"],
        "disable or random",
    ),
];

/// The name of a parameter as it is known here, or why it and its value are not taken.
pub(super) fn check(name: &str, value: &str) -> Result<&'static str, MalformedUrl> {
    if let Some(&(name, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(Unsupported { name, why });
    }
    let Some(known) = TAKEN.into_iter().find(|known| *known == name) else {
        return Err(unknown(name));
    };
    let few = VALUES.iter().find(|(limited, _, _)| *limited == known);
    match few {
        Some((_, values, allowed)) if !value.is_empty() && !values.contains(&value) => Err(Value {
            name: known,
            allowed,
        }),
        _ => Ok(known),
    }
}

/// Only what looks like a parameter is repeated: it might be the end of a password with a question
/// mark in it.
fn unknown(name: &str) -> MalformedUrl {
    let is_plain = |c: char| c.is_ascii_lowercase() || c == '_';
    if name.is_empty() || !name.chars().all(is_plain) {
        return Malformed {
            why: "it has a parameter that libpq does not know, whose name is not shown, as it may be the end of a password; in a password, ? is %3F",
        };
    }
    Unknown {
        name: name.to_owned(),
    }
}

/// All that are taken, for a message.
pub(super) fn names() -> String {
    TAKEN.join(", ")
}
