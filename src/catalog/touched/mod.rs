//! Which relations were touched between two snapshots.
//!
//! Relations and their parts are most of what a catalog contains, and a migration touches few of
//! them. So the others need not be read again, where it is certain that they would read the same. That
//! is seen in three steps. PostgreSQL counts the rows that are written into each table, its own catalogs
//! among them: where no more were written, nothing has changed. (Before version 15 the catalogs' rows show it.) In a catalog where more were, each row
//! bears the transaction that wrote it, its xmin. And a text may also name what belongs to
//! another relation: then PostgreSQL knows that the one depends on the other.
//!
//! What belongs to no relation, as a function or a role, is seen in such counts alone. Where
//! it is of a sort whose dependents PostgreSQL notes, they are read again; where it is of any other,
//! everything is.

mod fingerprints;
mod oid;
mod written;

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use include_dir::{Dir, File, include_dir};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error};

use crate::connection::Prepared;
use fingerprints::{Changes, Fingerprints};
use oid::{FIRST_NORMAL_OBJECT, NO_RELATION, PG_CLASS, PG_EXTENSION};
use written::{Written, written};

/// The catalogs that hold nothing of a relation, as far as a kind's query reads them.
const WITHOUT_RELATIONS: &str = include_str!("without_relations.txt");

/// The catalogs of what relations are noted to depend on, wherever they name it. A file returns as roots what was
/// written there since the transaction `$1`; what is dropped has no dependents left.
static ROOTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/touched/roots");

/// What has to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Of relations and their parts.
    pub relations: Relations,
    /// Whether what else is in the database has to be. What reaches beyond it, and PostgreSQL's own, is read again only
    /// where all is.
    pub others: bool,
}

/// Some relations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relations {
    /// All that there are.
    All,
    /// These, by their OIDs; some may be gone, and some be no relations of the schema.
    Only(BTreeSet<u32>),
}

/// What was there at the last snapshot, as far as it shows what is touched afterwards.
#[derive(Debug, Default)]
pub(super) struct ChangeTracker {
    written: Written,
    fingerprints: Fingerprints,
    horizon: Horizon,
}

#[derive(Debug, Default)]
struct Horizon {
    /// The xmin from which on later transactions count; none before the first snapshot.
    next: Option<String>,
    outside: OutsideCatalogs,
}

/// What stands in no catalog.
#[derive(Debug, Default, PartialEq, Eq)]
struct OutsideCatalogs {
    settings: Option<String>,
    places: Vec<String>,
}

impl Touched {
    /// Everything.
    pub const ALL: Self = Self {
        relations: Relations::All,
        others: true,
    };

    /// Nothing.
    pub const NOTHING: Self = Self {
        relations: Relations::Only(BTreeSet::new()),
        others: false,
    };

    /// What was touched by then and what was touched after it.
    pub fn add(&mut self, later: &Self) {
        self.others |= later.others;
        match (&mut self.relations, &later.relations) {
            (Relations::Only(earlier), Relations::Only(later)) => earlier.extend(later),
            (all, _) => *all = Relations::All,
        }
    }
}

/// Has the session report how many rows it has written, which PostgreSQL does once in a while by itself. Not in a
/// transaction. Before version 15 nothing does so, and no counts are read.
pub async fn flush_statistics(client: &Client) -> Result<(), Error> {
    let flushed = client.batch_execute("SELECT pg_stat_force_next_flush()");
    match flushed.await {
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_FUNCTION) => Ok(()),
        flushed => flushed,
    }
}

impl ChangeTracker {
    /// What was touched since the last time on a server of this major version; everything the first time.
    pub async fn touched_since_last(
        &mut self,
        client: &Client,
        prepared: &Prepared,
        major: u32,
    ) -> Result<Touched, Error> {
        let (now, horizon) =
            futures_util::try_join!(written(client, prepared, major), horizon(client, prepared))?;
        let then = std::mem::replace(&mut self.written, now);
        let written = self.written.iter();
        let written = written.filter(|(name, now)| then.get(*name) != Some(*now));
        let written: BTreeSet<String> = written.map(|(name, _)| name.clone()).collect();
        let Horizon { next, outside } = std::mem::replace(&mut self.horizon, horizon);
        let mut changes = self.fingerprints.renew(client, prepared, &written).await?;
        let Some(since) = next else {
            return Ok(Touched::ALL);
        };
        let is_written = |name: &&str| written.contains(*name);
        changes
            .catalogs
            .extend(WITHOUT_RELATIONS.split_whitespace().filter(is_written));
        if outside != self.horizon.outside {
            return Ok(Touched::ALL);
        }
        touched(client, prepared, changes, &written, &since).await
    }
}

/// An object, or a column of one, as PostgreSQL notes it: the OIDs of its catalog and its own, and the number of the column or 0.
type Root = (u32, u32, i32);

/// What the changes since that transaction touch.
async fn touched(
    client: &Client,
    prepared: &Prepared,
    changes: Changes,
    written: &BTreeSet<String>,
    since: &str,
) -> Result<Touched, Error> {
    let is_noted = |catalog: &&str| ROOTS.contains(format!("{catalog}.sql"));
    if changes.is_renamed || !changes.catalogs.iter().all(is_noted) {
        return Ok(Touched::ALL);
    }
    let mut roots = roots(client, prepared, written, since).await?;
    roots.extend(changes.oids.iter().map(|oid| (PG_CLASS, *oid, 0)));
    if roots.iter().any(|(_, oid, _)| *oid < FIRST_NORMAL_OBJECT) {
        // Nobody notes who depends on what is PostgreSQL's own.
        return Ok(Touched::ALL);
    }
    let mut relations = changes.oids;
    let mut others = changes.is_said || !changes.catalogs.is_empty();
    if !roots.is_empty() {
        let (catalogs, oids, columns): (Vec<u32>, Vec<u32>, Vec<i32>) = roots.into_iter().collect();
        let statement = prepared.get(client, include_str!("dependents.sql")).await?;
        let dependents = client
            .query(&statement, &[&catalogs, &oids, &columns])
            .await?;
        // A constraint that is just gone has no relation any more.
        let dependents = dependents
            .iter()
            .filter_map(|row| row.get::<_, Option<u32>>(0));
        relations.extend(dependents);
        if relations.contains(&PG_EXTENSION) {
            return Ok(Touched::ALL);
        }
        others |= relations.remove(&NO_RELATION);
    }
    Ok(Touched {
        relations: Relations::Only(relations),
        others,
    })
}

/// What was written since that transaction, in those of the catalogs whose dependents are noted.
async fn roots(
    client: &Client,
    prepared: &Prepared,
    written: &BTreeSet<String>,
    since: &str,
) -> Result<Vec<Root>, Error> {
    let of_written = |file: &&File<'_>| {
        let catalog = file.path().file_stem().and_then(|name| name.to_str());
        catalog.is_some_and(|catalog| written.contains(catalog))
    };
    let found = ROOTS.files().filter(of_written).map(async |file| {
        let query = file.contents_utf8().expect("the files of roots/ are text");
        let statement = prepared.get(client, query).await?;
        client.query(&statement, &[&since]).await
    });
    let found = try_join_all(found).await?.into_iter().flatten();
    Ok(found
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect())
}

async fn horizon(client: &Client, prepared: &Prepared) -> Result<Horizon, Error> {
    let statement = prepared.get(client, include_str!("horizon.sql")).await?;
    let row = client.query_one(&statement, &[]).await?;
    Ok(Horizon {
        next: row.get("next"),
        outside: OutsideCatalogs {
            settings: row.get("settings"),
            places: row.get("places"),
        },
    })
}
