//! Seeds for a database that may already have them, and other rows besides.

use std::collections::BTreeMap;

use tokio_postgres::{Client, Error};

use super::{SeedError, Seeds};
use crate::migrations::Version;
use crate::sql::{error_message, with_common};

/// Each table with the statement that reads its rows without what comes of itself, as ids and times do.
const CONTENT_QUERIES: &str = include_str!("seed_content.sql");

/// How many rows there are of each content, by the table's name.
type Content = BTreeMap<String, BTreeMap<String, usize>>;

/// How many rows came into which table.
pub type SeededRows = BTreeMap<String, usize>;

/// Runs the files of these versions, all in one transaction, but for those whose rows are there.
///
/// A file is there when each row that it would add equals one that stood before, in all but the columns whose values
/// come of a default: then what it did is taken back.
pub async fn seed_once(
    client: &mut Client,
    seeds: &Seeds,
    versions: &[Version],
) -> Result<SeededRows, SeedError> {
    let failed = |error: Error| SeedError::Database(error_message(&error));
    let transaction = client.transaction().await.map_err(failed)?;
    let client = transaction.client();
    let readers = pinned(client, async {
        let rows = client
            .query_typed(&with_common(CONTENT_QUERIES), &[])
            .await?;
        let readers = rows.iter().map(|row| (row.get(0), row.get(1)));
        Ok(readers.collect::<Vec<(String, String)>>())
    });
    let readers = readers.await.map_err(failed)?;
    let mut seeded = SeededRows::new();
    let mut before = read(client, &readers).await.map_err(failed)?;
    for version in versions {
        client
            .batch_execute("SAVEPOINT file")
            .await
            .map_err(failed)?;
        seeds.insert(client, *version).await?;
        let after = read(client, &readers).await.map_err(failed)?;
        let added = added(&before, &after);
        let is_there = added.iter().all(|(table, content, _)| {
            let rows = before.get(*table);
            rows.is_some_and(|rows| rows.contains_key(*content))
        });
        if is_there {
            let back = "ROLLBACK TO SAVEPOINT file";
            client.batch_execute(back).await.map_err(failed)?;
            continue;
        }
        for (table, _, count) in added {
            *seeded.entry(table.to_owned()).or_default() += count;
        }
        before = after;
    }
    transaction.commit().await.map_err(failed)?;
    Ok(seeded)
}

fn added<'a>(before: &Content, after: &'a Content) -> Vec<(&'a str, &'a str, usize)> {
    let mut added = Vec::new();
    for (table, rows) in after {
        for (content, count) in rows {
            let stood = before.get(table).and_then(|rows| rows.get(content));
            let more = count.saturating_sub(stood.copied().unwrap_or_default());
            if more > 0 {
                added.push((table.as_str(), content.as_str(), more));
            }
        }
    }
    added
}

async fn read(client: &Client, readers: &[(String, String)]) -> Result<Content, Error> {
    pinned(client, async {
        let mut content = Content::new();
        for (table, sql) in readers {
            let rows = content.entry(table.clone()).or_default();
            for row in client.query_typed(sql, &[]).await? {
                *rows.entry(row.get(0)).or_default() += 1;
            }
        }
        Ok(content)
    })
    .await
}

/// Reads inside the transaction with PostgreSQL's own names only, and leaves the files the path that they are written for.
async fn pinned<T>(
    client: &Client,
    read: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let pin = "SAVEPOINT pinned; SET LOCAL search_path = pg_catalog, pg_temp";
    client.batch_execute(pin).await?;
    let found = read.await?;
    let back = "ROLLBACK TO SAVEPOINT pinned; RELEASE SAVEPOINT pinned";
    client.batch_execute(back).await?;
    Ok(found)
}
