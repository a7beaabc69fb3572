//! The variables that libpq reads.

use super::{Environment, MalformedUrl, Parameters};

/// <https://www.postgresql.org/docs/16/libpq-envars.html>
const VARIABLES: [(&str, &str); 32] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGCLIENTENCODING", "client_encoding"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGREQUIRESSL", "requiressl"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLCOMPRESSION", "sslcompression"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLSNI", "sslsni"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGKRBSRVNAME", "krbsrvname"),
    ("PGGSSLIB", "gsslib"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
];

pub(super) fn complete(
    parameters: &mut Parameters,
    environment: Environment<'_>,
) -> Result<(), MalformedUrl> {
    for (variable, name) in VARIABLES {
        if let Some(value) = environment(variable) {
            parameters.give_if_missing(name, value)?;
        }
    }
    Ok(())
}

pub(super) fn variables(parameters: &Parameters) -> Vec<(&'static str, String)> {
    let known = VARIABLES.iter().filter_map(|(variable, name)| {
        let value = parameters.get(name)?;
        Some((*variable, value.to_owned()))
    });
    known.collect()
}
