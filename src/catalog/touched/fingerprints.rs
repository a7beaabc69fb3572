//! A fingerprint of the rows of a system catalog, relation by relation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use futures_util::future::try_join_all;
use include_dir::{Dir, include_dir};
use tokio_postgres::{Client, Error, Row};

use super::oid::{FIRST_NORMAL_OBJECT, NO_RELATION};
use crate::connection::Prepared;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/touched/fingerprints");

/// A catalog that holds parts of relations; some hold what is no relation's beside them.
#[derive(Debug)]
struct SystemCatalog {
    name: &'static str,
    /// Returns each relation's fingerprint, and that of what is no relation's under the catalog's own OID.
    ///
    /// PostgreSQL writes a changed row anew, and its xmin is higher than those before it: rows of which there are as
    /// many, with the same sum of their xmin, are the same rows. The rows of initdb are frozen (age 2147483647).
    query: String,
}

/// The files of `fingerprints/`, each named like its catalog. A file returns for each row the relation whose part it is,
/// the relation's name where it is its own row, and the age of its xmin. In place of the relation may stand
/// the OID of the catalog where the row is no relation's part, and 0 where no text of a relation tells it.
static CATALOGS: LazyLock<Vec<SystemCatalog>> = LazyLock::new(|| {
    let catalog = |file: &'static include_dir::File<'_>| {
        let name = file.path().file_stem().and_then(|name| name.to_str());
        let (Some(name), Some(rows)) = (name, file.contents_utf8()) else {
            unreachable!("the files of fingerprints/ and their names are text");
        };
        SystemCatalog {
            name,
            query: format!(
                "SELECT part.relation::oid AS relation, max(part.name) AS name, count(*) AS rows,
                        sum((SELECT age('3'::xid)) - part.age) FILTER (WHERE part.age < 2147483647) AS written
                   FROM (\n{rows}) part (relation, name, age)
                  GROUP BY 1"
            ),
        }
    };
    FILES.files().map(catalog).collect()
});

/// The fingerprints of the relations in one catalog, by their OIDs.
type OfCatalog = BTreeMap<u32, Fingerprint>;

/// Those of all catalogs that hold parts of relations, at one moment.
#[derive(Debug, Default)]
pub(super) struct Fingerprints(BTreeMap<&'static str, OfCatalog>);

#[derive(Debug, PartialEq, Eq)]
struct Fingerprint {
    /// The relation's name, which other relations' texts may contain.
    name: Option<String>,
    rows: i64,
    written: Option<i64>,
}

/// What is not as it was.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The relations, indexes and other tables of which a row differs; some may be gone.
    pub oids: BTreeSet<u32>,
    /// The catalogs in which something differs that is no relation's part.
    pub catalogs: BTreeSet<&'static str>,
    /// Whether something else is said of what is no relation's part, which no relation tells.
    pub is_said: bool,
    /// Whether something has another name.
    pub is_renamed: bool,
}

impl Fingerprints {
    /// Reads them anew for the catalogs that were `written`, and says what has changed there.
    pub async fn renew(
        &mut self,
        client: &Client,
        prepared: &Prepared,
        written: &BTreeSet<String>,
    ) -> Result<Changes, Error> {
        let wanted = CATALOGS.iter().filter(|it| written.contains(it.name));
        let found = wanted.map(async |catalog| {
            let statement = prepared.get(client, &catalog.query).await?;
            let rows = client.query(&statement, &[]).await?;
            let fingerprints: OfCatalog = rows
                .iter()
                .map(|row| (row.get("relation"), fingerprint(row)))
                .collect();
            Ok::<_, Error>((catalog.name, fingerprints))
        });
        let mut changes = Changes::default();
        for (catalog, now) in try_join_all(found).await? {
            let then = self.0.remove(catalog).unwrap_or_default();
            changes.add(catalog, &then, &now);
            self.0.insert(catalog, now);
        }
        Ok(changes)
    }
}

fn fingerprint(row: &Row) -> Fingerprint {
    Fingerprint {
        name: row.get("name"),
        rows: row.get("rows"),
        written: row.get("written"),
    }
}

impl Changes {
    fn add(&mut self, catalog: &'static str, then: &OfCatalog, now: &OfCatalog) {
        let oids: BTreeSet<u32> = then.keys().chain(now.keys()).copied().collect();
        for oid in oids {
            let (was, is) = (then.get(&oid), now.get(&oid));
            if was == is {
                continue;
            }
            match oid {
                NO_RELATION => self.is_said = true,
                1..FIRST_NORMAL_OBJECT => {
                    self.catalogs.insert(catalog);
                }
                FIRST_NORMAL_OBJECT.. => {
                    self.oids.insert(oid);
                    self.is_renamed |= was.zip(is).is_some_and(|(was, is)| was.name != is.name);
                }
            }
        }
    }
}
