//! Reads one catalog again and again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::{try_join, try_join_all};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Statement};

use super::kinds::{Basis, Kind, Scope};
use super::read::{BEGIN, EVERY, Object, at_one_moment, kinds, objects};
use super::touched::{self, Stamps, Touched};
use super::{Catalog, Facts, Identity};

/// Reads as [`read`](super::read) does, at a fraction of the cost.
///
/// Two thirds of the time go into parsing and planning, which a prepared statement needs once. And only
/// what was touched since the last look is read again.
#[derive(Debug)]
pub struct Reader {
    client: Client,
    statements: Vec<(&'static Kind, Statement)>,
    touched: touched::Queries,
    last: Mutex<Option<Look>>,
}

/// What was found, and when.
#[derive(Debug)]
struct Look {
    stamps: Stamps,
    /// What is no relation's.
    others: Vec<(Identity, Arc<Facts>)>,
    /// The relations and their parts, by the relation's number; 0 is that of domains, whose constraints are
    /// like those of tables.
    relations: BTreeMap<u32, Vec<(Identity, Arc<Facts>)>>,
}

impl Reader {
    /// Prepares the queries in a session, which is the reader's from then on. Its user has to be a superuser.
    pub async fn prepare(client: Client, scope: Scope) -> Result<Self, Error> {
        // Plans for some relations in particular would be made anew each time.
        client
            .batch_execute("SET plan_cache_mode = force_generic_plan")
            .await?;
        let statements = kinds(scope).map(async |kind| {
            let statement = client.prepare(&kind.query).await?;
            Ok::<_, Error>((kind, statement))
        });
        let (statements, touched) =
            try_join(try_join_all(statements), touched::Queries::prepare(&client)).await?;
        Ok(Self {
            client,
            statements,
            touched,
            last: Mutex::default(),
        })
    }

    /// The session that it reads in.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Reads as [`read`](super::read) does.
    pub async fn read(&self) -> Result<Catalog, Error> {
        let last = self.last().take();
        let (catalog, look) = at_one_moment(&self.client, BEGIN, self.look(last)).await?;
        *self.last() = Some(look);
        Ok(catalog)
    }

    /// The same with everything read again, whatever was touched.
    pub async fn read_whole(&self) -> Result<Catalog, Error> {
        self.last().take();
        self.read().await
    }

    fn last(&self) -> MutexGuard<'_, Option<Look>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look(&self, last: Option<Look>) -> Result<(Catalog, Look), Error> {
        let (stamps, files) = try_join(
            self.touched.stamps(&self.client),
            self.of(Basis::File, EVERY),
        )
        .await?;
        let touched = match &last {
            Some(last) => {
                self.touched
                    .touched(&self.client, &last.stamps, &stamps)
                    .await?
            }
            None => Touched::All,
        };
        let (others, mut relations, asked) =
            if let (Some(last), Touched::Only(touched)) = (last, touched) {
                let mut relations = last.relations;
                relations.retain(|relation, _| !touched.contains(relation));
                (last.others, relations, Some(Vec::from_iter(touched)))
            } else {
                let others = self.of(Basis::Catalogs, EVERY).await?;
                let others = others.into_iter().map(Object::told).collect();
                (others, BTreeMap::new(), None)
            };
        if asked.as_ref().is_none_or(|asked| !asked.is_empty()) {
            for object in self.of(Basis::Relation, asked.as_deref()).await? {
                let parts = relations.entry(object.relation).or_default();
                parts.push(object.told());
            }
        }
        let kept = others.iter().chain(relations.values().flatten()).cloned();
        let catalog = Catalog {
            objects: files.into_iter().map(Object::told).chain(kept).collect(),
        };
        let look = Look {
            stamps,
            others,
            relations,
        };
        Ok((catalog, look))
    }

    /// Every object of such a kind, and of relations those of the ones that are `asked` for.
    async fn of(&self, basis: Basis, asked: Option<&[u32]>) -> Result<Vec<Object>, Error> {
        let asked: &[&(dyn ToSql + Sync)] = match basis {
            Basis::Relation => &[&asked],
            Basis::Catalogs | Basis::File => &[],
        };
        let wanted = self
            .statements
            .iter()
            .filter(|(kind, _)| kind.basis == basis);
        let found = wanted.map(async |(kind, statement)| {
            let rows = self.client.query(statement, asked).await?;
            Ok::<_, Error>(objects(kind, &rows))
        });
        Ok(try_join_all(found).await?.into_iter().flatten().collect())
    }
}
