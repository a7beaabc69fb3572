//! What the rows of a system catalog look like, relation by relation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use futures_util::future::try_join_all;
use include_dir::{Dir, include_dir};
use tokio_postgres::{Client, Error, Row};

use super::oid::{FIRST_NORMAL_OBJECT, NO_RELATION};
use crate::connection::Prepared;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/touched/stamps");

/// A catalog that holds parts of relations; some hold what is no relation's beside them.
#[derive(Debug)]
struct Catalog {
    name: &'static str,
    /// Returns each relation's stamp, and that of what is no relation's under the catalog's own number.
    ///
    /// PostgreSQL writes a changed row anew, and each transaction has a higher number than those before it: rows
    /// of which there are as many, with the same sum of the numbers that wrote them, are the same rows.
    /// initdb's transaction is older than every other (2147483647), and has no number of its own.
    query: String,
}

/// The files of `stamps/`, each named like its catalog. A file returns for each row the relation whose part it is,
/// the relation's name where it is its own row, and the age of the row. In place of the relation may stand
/// the number of the catalog where the row is no relation's part, and 0 where no text of a relation tells it.
static CATALOGS: LazyLock<Vec<Catalog>> = LazyLock::new(|| {
    let catalog = |file: &'static include_dir::File<'_>| {
        let name = file.path().file_stem().and_then(|name| name.to_str());
        let (Some(name), Some(rows)) = (name, file.contents_utf8()) else {
            unreachable!("the files of stamps/ and their names are text");
        };
        Catalog {
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

/// The stamps of the relations in one catalog, by their numbers.
type OfCatalog = BTreeMap<u32, Stamp>;

/// Those of all catalogs that hold parts of relations, at one moment.
#[derive(Debug, Default)]
pub(super) struct Stamps(BTreeMap<&'static str, OfCatalog>);

#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    /// The relation's name, which other relations' texts may contain.
    name: Option<String>,
    rows: i64,
    written: Option<i64>,
}

/// What is not as it was.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The relations, indexes and other tables of which a row differs; some may be gone.
    pub numbers: BTreeSet<u32>,
    /// The catalogs in which something differs that is no relation's part.
    pub catalogs: BTreeSet<&'static str>,
    /// Whether something else is said of what is no relation's part, which no relation tells.
    pub is_said: bool,
    /// Whether something has another name.
    pub is_renamed: bool,
}

impl Stamps {
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
            let stamps: OfCatalog = rows
                .iter()
                .map(|row| (row.get("relation"), stamp(row)))
                .collect();
            Ok::<_, Error>((catalog.name, stamps))
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

fn stamp(row: &Row) -> Stamp {
    Stamp {
        name: row.get("name"),
        rows: row.get("rows"),
        written: row.get("written"),
    }
}

impl Changes {
    fn add(&mut self, catalog: &'static str, then: &OfCatalog, now: &OfCatalog) {
        let numbers: BTreeSet<u32> = then.keys().chain(now.keys()).copied().collect();
        for number in numbers {
            let (was, is) = (then.get(&number), now.get(&number));
            if was == is {
                continue;
            }
            match number {
                NO_RELATION => self.is_said = true,
                1..FIRST_NORMAL_OBJECT => {
                    self.catalogs.insert(catalog);
                }
                FIRST_NORMAL_OBJECT.. => {
                    self.numbers.insert(number);
                    self.is_renamed |= was.zip(is).is_some_and(|(was, is)| was.name != is.name);
                }
            }
        }
    }
}
