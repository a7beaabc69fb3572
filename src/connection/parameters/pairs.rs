//! `Host=db.example;Username=app;Password=x;Database=shop`, as Npgsql and other clients of .NET write it.

use super::{MalformedUrl, Parameters};
use MalformedUrl::{Malformed, Unsupported, Value};

/// Each name in lower case, without blanks, and libpq's for it; `-` only tunes Npgsql.
const NAMES: [(&str, &str); 40] = [
    ("host", "host"),
    ("server", "host"),
    ("port", "port"),
    ("database", "dbname"),
    ("db", "dbname"),
    ("username", "user"),
    ("userid", "user"),
    ("user", "user"),
    ("uid", "user"),
    ("password", "password"),
    ("pwd", "password"),
    ("psw", "password"),
    ("passfile", "passfile"),
    ("sslmode", "sslmode"),
    ("sslnegotiation", "sslnegotiation"),
    ("sslcertificate", "sslcert"),
    ("sslkey", "sslkey"),
    ("rootcertificate", "sslrootcert"),
    ("channelbinding", "channel_binding"),
    ("applicationname", "application_name"),
    ("timeout", "connect_timeout"),
    ("searchpath", "search_path"),
    ("timezone", "timezone"),
    ("options", "options"),
    ("encoding", "encoding"),
    ("clientencoding", "encoding"),
    ("trustservercertificate", "trustservercertificate"),
    ("pooling", "-"),
    ("minpoolsize", "-"),
    ("minimumpoolsize", "-"),
    ("maxpoolsize", "-"),
    ("maximumpoolsize", "-"),
    ("connectionidlelifetime", "-"),
    ("connectionlifetime", "-"),
    ("commandtimeout", "-"),
    ("keepalive", "-"),
    ("includeerrordetail", "-"),
    ("multiplexing", "-"),
    ("noresetonclose", "-"),
    ("maxautoprepare", "-"),
];

/// Whether a text is in this form, and in none of libpq's.
pub(super) fn are(text: &str) -> bool {
    let mut parts = text.split(';').filter(|part| !part.trim().is_empty());
    let known = |part: &str| {
        part.split_once('=')
            .is_some_and(|(name, _)| own(name).is_some())
    };
    let is_host = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or_default();
        own(name) == Some("host") && !value.trim().contains(char::is_whitespace)
    };
    text.contains(';') && parts.clone().any(is_host) && parts.all(known)
}

/// libpq's name, or none where nobody has such a name.
fn own(name: &str) -> Option<&'static str> {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name.to_ascii_lowercase();
    let known = NAMES.iter().find(|(other, _)| *other == name);
    known.map(|(_, own)| *own)
}

pub(super) fn read(text: &str, into: &mut Parameters) -> Result<(), MalformedUrl> {
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or_default();
        let value = value.trim();
        let quoted = ['\'', '"'].iter().find(|quote| value.starts_with(**quote));
        let value = match quoted {
            Some(quote) => value
                .strip_prefix(*quote)
                .and_then(|value| value.strip_suffix(*quote))
                .ok_or(Malformed {
                    why: "a quotation mark is not closed",
                })?,
            None => value,
        };
        match own(name).unwrap_or_default() {
            "-" => into.pass(name.trim()),
            "sslmode" => into.give("sslmode", ssl_mode(value)?.to_owned())?,
            "trustservercertificate" if value.eq_ignore_ascii_case("false") => {}
            "trustservercertificate" => {
                return Err(Unsupported {
                    name: "Trust Server Certificate",
                    why: "it turns off the check of the server's certificate; remove it, and say with SSL Mode how the certificate is checked",
                });
            }
            own => into.give_of_client(own, value.to_owned())?,
        }
    }
    Ok(())
}

fn ssl_mode(value: &str) -> Result<&'static str, MalformedUrl> {
    let value: String = value.chars().filter(char::is_ascii_alphabetic).collect();
    match value.to_ascii_lowercase().as_str() {
        "disable" => Ok("disable"),
        "allow" => Ok("allow"),
        "prefer" => Ok("prefer"),
        "require" => Ok("require"),
        "verifyca" => Ok("verify-ca"),
        "verifyfull" => Ok("verify-full"),
        _ => Err(Value {
            name: "SSL Mode",
            allowed: "Disable, Allow, Prefer, Require, VerifyCA or VerifyFull",
        }),
    }
}
