//! What other clients accept in their connection strings: Prisma, golang-migrate, pgx, Rails, `SQLAlchemy`, asyncpg, JDBC,
//! node-postgres, postgres.js, sqlx and Npgsql. The names are from each client's own documents.
//!
//! What means the same as a parameter of libpq is taken for it. What only tunes the other client is passed, and told. What
//! would leave the connection less safe than it says is refused.

use super::MalformedUrl;
use MalformedUrl::{Unsupported, Value};

/// What becomes of a parameter of another client.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is this one of libpq.
    As(&'static str, String),
    /// It is a setting of the session.
    Setting(&'static str, String),
    /// It is Prisma's schema, which is the one of `search_path`.
    Schema(String),
    /// It only tunes the other client.
    Passed,
}

/// Other names of libpq's parameters.
const SAME: [(&str, &str); 18] = [
    ("ApplicationName", "application_name"),
    ("applicationName", "application_name"),
    ("channelBinding", "channel_binding"),
    ("connectTimeout", "connect_timeout"),
    ("gssEncMode", "gssencmode"),
    ("krbspn", "krbsrvname"),
    ("sslMode", "sslmode"),
    ("sslNegotiation", "sslnegotiation"),
    ("sslCert", "sslcert"),
    ("sslKey", "sslkey"),
    ("sslRootCert", "sslrootcert"),
    ("ssl-ca", "sslrootcert"),
    ("ssl-cert", "sslcert"),
    ("ssl-key", "sslkey"),
    ("ssl-mode", "sslmode"),
    ("ssl-root-cert", "sslrootcert"),
    ("username", "user"),
    ("application-name", "application_name"),
];

/// Settings of a session that go by as parameters: pgx and lib/pq send whatever they do not know.
const SETTINGS: [(&str, &str); 11] = [
    ("currentSchema", "search_path"),
    ("schema_search_path", "search_path"),
    ("search_path", "search_path"),
    ("statement_timeout", "statement_timeout"),
    ("lock_timeout", "lock_timeout"),
    (
        "idle_in_transaction_session_timeout",
        "idle_in_transaction_session_timeout",
    ),
    ("TimeZone", "TimeZone"),
    ("timezone", "TimeZone"),
    ("datestyle", "DateStyle"),
    ("intervalstyle", "IntervalStyle"),
    ("role", "role"),
];

/// What would make the connection another, or less safe, than its string says.
const REFUSED: [(&str, &str); 13] = [
    ("authenticationPluginClassName", "give the password"),
    (
        "cloudSqlInstance",
        "give the address of the Cloud SQL Auth Proxy as host and port",
    ),
    (
        "jaasApplicationName",
        "GSSAPI is not supported; give a password",
    ),
    (
        "kerberosServerName",
        "GSSAPI is not supported; give a password",
    ),
    (
        "socketFactory",
        "give the address of the proxy that it stands for as host and port",
    ),
    (
        "socketFactoryArg",
        "give the address of the proxy that it stands for as host and port",
    ),
    (
        "sslfactory",
        "say with sslmode and sslrootcert how the server's certificate is checked",
    ),
    (
        "sslhostnameverifier",
        "say with sslmode=verify-full that the server's name is checked",
    ),
    (
        "sslidentity",
        "give the certificate and its key as sslcert and sslkey",
    ),
    ("sslinline", "give certificates and keys as files"),
    (
        "sslpasswordcallback",
        "decrypt the key first, for instance with openssl pkey",
    ),
    ("sslResponseTimeout", "remove it, or give connect_timeout"),
    ("trustServerCertificate", CHECKED),
];

const CHECKED: &str = "it turns off the check of the server's certificate; remove it, and say with sslmode how the certificate is checked";

/// What only tunes another client; a name that begins with `x-` is golang-migrate's.
const TUNING: &str = include_str!("tuning.txt");

/// What becomes of a parameter, where it is one of another client's and libpq has none of that name and value.
pub(super) fn take(name: &str, value: &str) -> Result<Option<Taken>, MalformedUrl> {
    if let Some(&(name, why)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Err(Unsupported { name, why });
    }
    if let Some((_, own)) = SAME.iter().find(|(other, _)| *other == name) {
        return Ok(Some(Taken::As(own, value.to_owned())));
    }
    if let Some((_, setting)) = SETTINGS.iter().find(|(other, _)| *other == name) {
        return Ok(Some(Taken::Setting(setting, value.to_owned())));
    }
    let is_of_migrate = name.strip_prefix("x-").is_some_and(is_plain);
    if is_of_migrate || TUNING.lines().any(|tuning| tuning == name) {
        return Ok(Some(Taken::Passed));
    }
    let taken = match name {
        "schema" => Taken::Schema(value.to_owned()),
        "ssl" => Taken::As("sslmode", ssl(value)?.to_owned()),
        "encoding" | "charset" | "client_encoding" if is_utf8(value) => {
            Taken::As("client_encoding", "UTF8".to_owned())
        }
        "encoding" | "charset" => {
            return Err(Value {
                name: "encoding",
                allowed: "unicode or utf8",
            });
        }
        "tcpKeepAlive" => Taken::As("keepalives", u8::from(value == "true").to_string()),
        "loadBalanceHosts" => {
            let is_random = value == "true";
            Taken::As(
                "load_balance_hosts",
                if is_random { "random" } else { "disable" }.to_owned(),
            )
        }
        "targetServerType" => Taken::As("target_session_attrs", server_type(value)?.to_owned()),
        "sslmode" if value == "no-verify" => {
            return Err(Unsupported {
                name: "sslmode=no-verify",
                why: "write sslmode=require, which encrypts and does not check who the server is, or verify-full, which does",
            });
        }
        // What a client trusts is its own matter; what it is asked to check is ours.
        "sslaccept" if value == "accept_invalid_certs" => Taken::Passed,
        "sslaccept" => {
            return Err(Unsupported {
                name: "sslaccept=strict",
                why: "write sslmode=verify-full with sslrootcert=system or a file of certificates",
            });
        }
        "rejectUnauthorized" if value == "true" => Taken::As("sslmode", "verify-full".to_owned()),
        "rejectUnauthorized" => {
            return Err(Unsupported {
                name: "rejectUnauthorized",
                why: CHECKED,
            });
        }
        _ => return Ok(None),
    };
    Ok(Some(taken))
}

fn is_plain(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.chars().all(is_plain)
}

/// What node-postgres, asyncpg and lib/pq say with it; that of JDBC is the scheme's to tell.
fn ssl(value: &str) -> Result<&str, MalformedUrl> {
    match value {
        "true" | "1" | "on" => Ok("require"),
        "false" | "0" | "off" => Ok("disable"),
        "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full" => Ok(value),
        "no-verify" => Err(Unsupported {
            name: "ssl=no-verify",
            why: CHECKED,
        }),
        _ => Err(Value {
            name: "ssl",
            allowed: "true or false, or what sslmode may be",
        }),
    }
}

fn is_utf8(value: &str) -> bool {
    ["unicode", "utf8", "utf-8"].contains(&value.to_ascii_lowercase().as_str())
}

/// JDBC's words.
fn server_type(value: &str) -> Result<&'static str, MalformedUrl> {
    match value {
        "any" | "preferPrimary" => Ok("any"),
        "primary" | "master" => Ok("primary"),
        "secondary" | "slave" => Ok("standby"),
        "preferSecondary" | "preferSlave" => Ok("prefer-standby"),
        _ => Err(Value {
            name: "targetServerType",
            allowed: "any, primary, secondary, preferPrimary or preferSecondary",
        }),
    }
}
