//! Reads one catalog repeatedly, in one session.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{try_join, try_join_all};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error};

use super::kinds::{Basis, ObjectKind, Scope};
use super::presence;
use super::read::{BEGIN, CacheKey, Object, SETTINGS, at_one_moment, kinds, major, objects};
use super::relations::{self, DOMAINS};
use super::touched::{ChangeTracker, Relations, Touched};
use super::{Catalog, Identity};
use crate::connection::Prepared;

/// Reads as `read` does, at a fraction of the cost.
///
/// Two thirds of the time go into parsing and planning, which a prepared statement needs once. Only
/// what was touched since the last snapshot is read again, and only kinds of which there is any.
/// Sessions that have written since then must have flushed their statistics, with
/// [`flush_statistics`](super::flush_statistics).
#[derive(Debug)]
pub struct Reader {
    client: Client,
    scope: Scope,
    /// The major version of its server.
    major: u32,
    prepared: Prepared,
    last: Mutex<Option<Snapshot>>,
}

/// What was read, and what shows that it has changed since.
#[derive(Debug, Default)]
struct Snapshot {
    tracker: ChangeTracker,
    catalog: Catalog,
    /// What of it is read again together.
    by_key: BTreeMap<CacheKey, Vec<Arc<Identity>>>,
}

/// Which kinds are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindSelection {
    /// Those of which there is any.
    Present,
    Every,
}

impl Snapshot {
    /// Takes what was touched out of the catalog.
    fn forget(&mut self, touched: &Touched) -> Catalog {
        let is_touched = |key: &CacheKey| match (key, &touched.relations) {
            (CacheKey::Relation(oid), Relations::Only(oids)) => oids.contains(oid),
            (CacheKey::Relation(_), Relations::All) => true,
            (CacheKey::Others, _) => touched.others,
            (CacheKey::System, _) => *touched == Touched::ALL,
        };
        let by_key = self.by_key.extract_if(.., |key, _| is_touched(key));
        let names: Vec<Arc<Identity>> = by_key.flat_map(|(_, names)| names).collect();
        let objects = names
            .iter()
            .filter_map(|name| self.catalog.objects.remove_entry(name));
        Catalog {
            objects: objects.collect(),
        }
    }

    /// Adds an object; where it is one of these with the same facts, that one itself, so that a comparison sees at
    /// once that nothing has changed.
    fn add(&mut self, object: Object, forgotten: &Catalog) {
        let known = forgotten.objects.get_key_value(&object.identity);
        let known = known.filter(|(_, facts)| ***facts == object.facts);
        let known = known.map(|(name, facts)| (Arc::clone(name), Arc::clone(facts)));
        let of = self.by_key.entry(object.key).or_default();
        let (name, facts) = known.unwrap_or_else(|| object.into_entry());
        of.push(Arc::clone(&name));
        self.catalog.objects.insert(name, facts);
    }
}

impl Reader {
    /// Makes a session the reader's. Its user has to be a superuser.
    pub async fn begin(client: Client, scope: Scope) -> Result<Self, Error> {
        // Plans for some relations in particular would be made anew each time.
        let settings = format!(
            "SET plan_cache_mode = force_generic_plan; SET {};
             SELECT set_config('pgconform.began', pg_snapshot_xmin(pg_current_snapshot())::xid::text, false)",
            SETTINGS.join("; SET ")
        );
        let ((), major) = try_join(client.batch_execute(&settings), major(&client)).await?;
        Ok(Self {
            client,
            scope,
            major,
            prepared: Prepared::default(),
            last: Mutex::default(),
        })
    }

    /// The session that it reads in.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reads as `read` does, and says what was touched since the last snapshot.
    pub async fn read(&self) -> Result<(Catalog, Touched), Error> {
        let last = self.last().take().unwrap_or_default();
        self.read_since(last, KindSelection::Present).await
    }

    /// The same with nothing to build on: for when it is not certain that everybody flushes their statistics.
    pub async fn read_anew(&self) -> Result<(Catalog, Touched), Error> {
        self.last().take();
        self.read().await
    }

    /// Reads everything, whatever was touched, and asks for every kind.
    pub async fn read_whole(&self) -> Result<Catalog, Error> {
        self.last().take();
        let (catalog, _) = self
            .read_since(Snapshot::default(), KindSelection::Every)
            .await?;
        Ok(catalog)
    }

    fn last(&self) -> MutexGuard<'_, Option<Snapshot>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read_since(
        &self,
        mut snapshot: Snapshot,
        asked: KindSelection,
    ) -> Result<(Catalog, Touched), Error> {
        let renewed = async {
            let touched = snapshot
                .tracker
                .touched_since_last(&self.client, &self.prepared, self.major)
                .await?;
            self.renew(&mut snapshot, &touched, asked).await?;
            Ok(touched)
        };
        let touched = at_one_moment(&self.client, BEGIN, renewed).await?;
        let catalog = snapshot.catalog.clone();
        *self.last() = Some(snapshot);
        Ok((catalog, touched))
    }

    /// Reads again what is touched.
    async fn renew(
        &self,
        snapshot: &mut Snapshot,
        touched: &Touched,
        asked: KindSelection,
    ) -> Result<(), Error> {
        let touched_relations = match &touched.relations {
            Relations::All => None,
            Relations::Only(numbers) => Some(numbers),
        };
        let others = async {
            match touched {
                all if *all == Touched::ALL => {
                    self.others(asked, &[Basis::Others, Basis::System]).await
                }
                some if some.others => self.others(asked, &[Basis::Others]).await,
                _ => Ok(Vec::new()),
            }
        };
        let parts = self.parts(touched_relations, asked);
        let (others, parts) = try_join(others, parts).await?;
        let forgotten = snapshot.forget(touched);
        for object in others.into_iter().chain(parts) {
            snapshot.add(object, &forgotten);
        }
        Ok(())
    }

    /// What is on these bases, none of which is a relation.
    async fn others(&self, asked: KindSelection, bases: &[Basis]) -> Result<Vec<Object>, Error> {
        let kinds: Vec<&ObjectKind> = self.kinds(|basis| bases.contains(&basis));
        let kinds = match asked {
            KindSelection::Every => kinds,
            KindSelection::Present => {
                presence::of_others(&self.client, &self.prepared, kinds).await?
            }
        };
        self.of(&kinds, &[]).await
    }

    /// These relations, as far as they are the schema's, and their parts; `None` is every relation.
    async fn parts(
        &self,
        numbers: Option<&BTreeSet<u32>>,
        asked: KindSelection,
    ) -> Result<Vec<Object>, Error> {
        if numbers.is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        let mut wanted = relations::wanted(&self.client, &self.prepared, numbers).await?;
        let kinds: Vec<&ObjectKind> = self.kinds(|basis| basis == Basis::Relation);
        let kinds = match asked {
            KindSelection::Every => kinds,
            KindSelection::Present => {
                presence::of_parts(&self.client, &self.prepared, kinds, &wanted).await?
            }
        };
        if numbers.is_none() {
            wanted.push(DOMAINS);
        }
        self.of(&kinds, &[&wanted]).await
    }

    fn kinds(&self, is_meant: impl Fn(Basis) -> bool) -> Vec<&'static ObjectKind> {
        kinds(self.major, self.scope)
            .filter(|kind| is_meant(kind.basis))
            .collect()
    }

    async fn of(
        &self,
        kinds: &[&ObjectKind],
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Object>, Error> {
        let found = kinds.iter().map(async |kind| {
            let statement = self.prepared.get(&self.client, &kind.query).await?;
            let rows = self.client.query(&statement, parameters).await?;
            Ok::<_, Error>(objects(kind, &rows))
        });
        Ok(try_join_all(found).await?.into_iter().flatten().collect())
    }
}
