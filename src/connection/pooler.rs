//! Poolers that give each transaction another session of the server.
//!
//! A session's lock and settings do not hold there: the next statement may run elsewhere, and
//! somebody else gets the session that has them.

use std::time::Duration;

use tokio::time::timeout;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Error as PostgresError};

use super::connect::connect_within;
use super::{DatabaseUrl, Error};

/// How long a second session may take, and then the answers of both.
const LIMIT: Duration = Duration::from_secs(10);

/// Refuses a target whose sessions are not kept from one transaction to the next; `client` is a
/// session of it that is in no transaction.
///
/// A second session is opened for it, and tells the two apart by the backends they get. Where the
/// server has no room for a second one, nothing is known and nothing refused.
pub async fn refuse_pooler(client: &Client, target: &DatabaseUrl) -> Result<(), Error> {
    let Ok(other) = connect_within(target, LIMIT).await else {
        return Ok(());
    };
    let mixed = timeout(LIMIT, are_mixed(client, &other)).await;
    let mixed = mixed.map_err(|_| Error::Silent {
        target: target.clone(),
        waited: LIMIT,
    })?;
    // An error in the middle is one of the pooler, which allows no transactions at all.
    if mixed.unwrap_or(true) {
        return Err(Error::Pooled {
            target: target.clone(),
            help: help(target),
        });
    }
    Ok(())
}

/// Whether one session gets the backend of the other, or another one while that keeps its own.
async fn are_mixed(one: &Client, other: &Client) -> Result<bool, PostgresError> {
    let before = backend(one).await?;
    other.batch_execute("BEGIN").await?;
    let kept = backend(other).await?;
    // A pool of one backend has none left for the first: it is not asked again.
    let is_mixed = kept == before || backend(one).await? != before;
    other.batch_execute("ROLLBACK").await?;
    Ok(is_mixed)
}

async fn backend(client: &Client) -> Result<i32, PostgresError> {
    let ask = "SELECT pg_catalog.pg_backend_pid()";
    client.query_typed_one(ask, &[]).await?.try_get(0)
}

/// How to get past the poolers that are known by their names.
fn help(target: &DatabaseUrl) -> String {
    let hosts = target.config().get_hosts().iter();
    let mut names = hosts.filter_map(|host| match host {
        Host::Tcp(name) => Some(name.as_str()),
        Host::Unix(_) => None,
    });
    match names.find_map(direct) {
        Some(help) => help,
        None => "use the URL of the database itself, or of a pool in session mode".to_owned(),
    }
}

fn direct(host: &str) -> Option<String> {
    let (name, domain) = host.split_once('.')?;
    if let Some(name) = name.strip_suffix("-pooler") {
        return Some(format!("use the database's own host, {name}.{domain}"));
    }
    host.ends_with(".pooler.supabase.com")
        .then(|| format!("use {host} with port 5432, which is in session mode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_direct_host_of_a_known_pooler_is_named() {
        for (host, word) in [
            (
                "ep-a-b-123-pooler.eu-central-1.aws.neon.tech",
                "ep-a-b-123.eu-central-1.aws.neon.tech",
            ),
            ("aws-0-eu.pooler.supabase.com", "port 5432"),
        ] {
            let help = direct(host).unwrap_or_default();
            assert!(help.contains(word), "{host}: {help}");
            assert!(!help.contains("-pooler"), "{host}: {help}");
        }
        for host in ["pooler", "db.example.org", "pooler.example.org"] {
            assert_eq!(direct(host), None, "{host}");
        }
    }
}
