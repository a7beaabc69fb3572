//! The variables of libpq.

use std::net::IpAddr;
use std::path::Path;

use tempfile::NamedTempFile;

use super::form::Server;
use super::service;

/// Those that a command is given. Servers have no TLS, and lib/pq would ask for it.
pub(super) const OURS: [&str; 6] = [
    "PGHOST",
    "PGPORT",
    "PGUSER",
    "PGPASSWORD",
    "PGDATABASE",
    "PGSSLMODE",
];

/// Whether a variable is libpq's, or one that some client made up beside them, and not pgconform's own.
pub(super) fn is_libpqs(name: &str) -> bool {
    let rest = name.strip_prefix("PG");
    let is_libpqs = rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    is_libpqs && !name.starts_with("PGCONFORM_") && !OURS.contains(&name)
}

/// The value of a variable that a file would set, if it changes which server is reached or how; others are the project's
/// affair.
///
/// They are set only then: lib/pq ends with a panic where PGHOSTADDR, PGSERVICE and some others are there at all.
/// <https://www.postgresql.org/docs/18/libpq-envars.html>
pub(super) fn harmless(
    name: &str,
    server: &Server,
    service: Option<&NamedTempFile>,
) -> Option<String> {
    let nowhere = Path::new("/nonexistent/pgconform");
    let file = service.map_or(nowhere, NamedTempFile::path);
    let value = match name {
        "PGHOSTADDR" if server.host.parse::<IpAddr>().is_ok() => &server.host,
        "PGSERVICE" => service::NAME,
        "PGSERVICEFILE" => return Some(file.display().to_string()),
        "PGPASSFILE" | "PGSYSCONFDIR" => "/nonexistent/pgconform",
        "PGCHANNELBINDING" => "prefer",
        "PGGSSENCMODE" | "PGLOADBALANCEHOSTS" => "disable",
        "PGSSLCERTMODE" => "allow",
        "PGSSLNEGOTIATION" => "postgres",
        "PGTARGETSESSIONATTRS" => "any",
        "PGREQUIRESSL" => "0",
        "PGHOSTADDR" | "PGOPTIONS" | "PGREQUIREAUTH" | "PGREQUIREPEER" | "PGSSLCERT"
        | "PGSSLKEY" | "PGSSLROOTCERT" | "PGSSLCRL" | "PGSSLCRLDIR" => "",
        _ => return None,
    };
    Some(value.to_owned())
}
