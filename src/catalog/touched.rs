//! Which relations were touched between two looks.
//!
//! Relations and their parts are most of what a catalog contains, and a migration touches few of
//! them. So the others need not be read again, where it is certain that they would read the same. That
//! is seen in the system catalogs: who writes a row leaves the number of its transaction with it.
//!
//! A text may also name what belongs to another relation: then PostgreSQL knows that the one depends
//! on the other. Or it names what belongs to none, as a function or a role: then any change of such a thing
//! counts for all, and so does another name of a relation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use tokio_postgres::{Client, Error, Row, Statement};

/// The rows of system catalogs that are no relation's, as far as a kind's query reads them.
const CATALOGS: [&str; 45] = [
    "pg_aggregate",
    "pg_am",
    "pg_amop",
    "pg_amproc",
    "pg_attribute WHERE attrelid < 16384 AND attacl IS NOT NULL",
    "pg_auth_members",
    "pg_authid",
    "pg_cast",
    "pg_class WHERE oid < 16384",
    "pg_collation",
    "pg_conversion",
    "pg_database",
    "pg_db_role_setting",
    "pg_default_acl",
    "pg_depend WHERE refclassid = 'pg_extension'::regclass",
    "pg_description WHERE objoid IN (SELECT oid FROM pg_namespace UNION ALL SELECT oid FROM pg_extension \
        UNION ALL SELECT oid FROM pg_language)",
    "pg_enum",
    "pg_event_trigger",
    "pg_extension",
    "pg_foreign_data_wrapper",
    "pg_foreign_server",
    "pg_init_privs",
    "pg_language",
    "pg_namespace",
    "pg_opclass",
    "pg_operator",
    "pg_opfamily",
    "pg_parameter_acl",
    "pg_proc",
    "pg_publication",
    "pg_publication_namespace",
    "pg_publication_rel",
    "pg_range",
    "pg_seclabel",
    "pg_shdescription",
    "pg_shseclabel",
    "pg_subscription",
    "pg_tablespace",
    "pg_transform",
    "pg_ts_config",
    "pg_ts_config_map",
    "pg_ts_dict",
    "pg_ts_parser",
    "pg_ts_template",
    "pg_user_mapping",
];

/// Their stamps.
static CATALOG_STAMPS: LazyLock<String> = LazyLock::new(|| {
    let stamps = CATALOGS.map(|catalog| {
        format!(
            "SELECT max(tableoid) AS relation, NULL AS name, count(*) AS rows,
                    sum(age('3'::xid) - age(xmin)) FILTER (WHERE age(xmin) < 2147483647) AS written
               FROM {catalog}
             HAVING count(*) > 0"
        )
    });
    stamps.join(" UNION ALL ")
});

/// PostgreSQL gives its own objects, and with them the system catalogs, numbers below this one.
const FIRST_NORMAL_OBJECT: u32 = 16384;

/// The number in place of a relation's where something is no relation's part.
const NO_RELATION: u32 = 0;

/// The queries, prepared in one session.
#[derive(Debug)]
pub(super) struct Queries {
    stamps: Statement,
    catalog_stamps: Statement,
    dependents: Statement,
}

/// What each relation, and each catalog of what belongs to none, looked like at one moment.
#[derive(Debug)]
pub(super) struct Stamps(BTreeMap<u32, Stamp>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Stamp {
    /// A relation's name, which other relations' texts may contain.
    name: Option<String>,
    rows: i64,
    written: i64,
}

/// What has to be read again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// Everything.
    All,
    /// These relations, by their numbers; some of them may be gone.
    Only(BTreeSet<u32>),
}

impl Queries {
    pub async fn prepare(client: &Client) -> Result<Self, Error> {
        let (stamps, catalog_stamps, dependents) = futures_util::try_join!(
            client.prepare(include_str!("touched/stamps.sql")),
            client.prepare(&CATALOG_STAMPS),
            client.prepare(include_str!("touched/dependents.sql")),
        )?;
        Ok(Self {
            stamps,
            catalog_stamps,
            dependents,
        })
    }

    /// The stamps of now.
    pub async fn stamps(&self, client: &Client) -> Result<Stamps, Error> {
        let (relations, catalogs) = futures_util::try_join!(
            client.query(&self.stamps, &[]),
            client.query(&self.catalog_stamps, &[]),
        )?;
        let mut stamps = BTreeMap::new();
        for row in relations.iter().chain(&catalogs) {
            // A catalog's comments may come apart from its rows.
            let stamp: &mut Stamp = stamps.entry(row.get("relation")).or_default();
            stamp.add(row);
        }
        Ok(Stamps(stamps))
    }

    /// What was touched between two moments, of which the later is now.
    pub async fn touched(
        &self,
        client: &Client,
        then: &Stamps,
        now: &Stamps,
    ) -> Result<Touched, Error> {
        let Touched::Only(mut touched) = now.since(then) else {
            return Ok(Touched::All);
        };
        if !touched.is_empty() {
            let numbers: Vec<u32> = touched.iter().copied().collect();
            let dependents = client.query(&self.dependents, &[&numbers]).await?;
            // A constraint that is just gone has no relation any more.
            let dependents = dependents
                .iter()
                .filter_map(|row| row.get::<_, Option<u32>>(0));
            touched.extend(dependents);
        }
        if touched.contains(&NO_RELATION) {
            return Ok(Touched::All);
        }
        Ok(Touched::Only(touched))
    }
}

impl Stamp {
    fn add(&mut self, row: &Row) {
        self.name = self.name.take().or_else(|| row.get("name"));
        self.rows += row.get::<_, i64>("rows");
        self.written += row.get::<_, Option<i64>>("written").unwrap_or_default();
    }
}

impl Stamps {
    /// What is not as it was, without what depends on it.
    fn since(&self, then: &Self) -> Touched {
        let numbers: BTreeSet<u32> = then.0.keys().chain(self.0.keys()).copied().collect();
        let mut touched = BTreeSet::new();
        for number in numbers {
            let (was, is) = (then.0.get(&number), self.0.get(&number));
            if was == is {
                continue;
            }
            let is_renamed = was.zip(is).is_some_and(|(was, is)| was.name != is.name);
            if number < FIRST_NORMAL_OBJECT || is_renamed {
                return Touched::All;
            }
            touched.insert(number);
        }
        Touched::Only(touched)
    }
}
