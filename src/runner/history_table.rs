//! The history table of a database: who owns it, and what runs when it is read or written.
//!
//! Anybody who may create things in a schema can be there before us, with a view or a table of that name, and have
//! functions of theirs run as whoever reads it or writes it. So it is read as a table and without being planned, which
//! would evaluate the expressions of its indexes; and it is written only where nothing hangs on it that refinery
//! does not make, and nobody but whom we trust can hang something on it.

use std::sync::LazyLock;

use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error as PostgresError, Row};

use super::inspection::Inspection;
use super::{Error, Fault, HistoryError};
use crate::sql::{HISTORY_TABLE, with_common};

/// A relation of that name, or the place where it will be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HistoryTable {
    /// Its schema, not quoted.
    pub schema: String,
    /// Schema-qualified and quoted, because a migration may change `search_path` under way.
    pub name: String,
    /// Quoted; `None` where there is no such relation.
    owner: Option<String>,
    pub comment: Option<String>,
    /// The tables that hold its rows: itself, or its partitions.
    parts: Vec<String>,
    /// What its columns are that refinery's are not.
    damage: Vec<String>,
    unreadable: Vec<Fault>,
    unwritable: Vec<Fault>,
    /// Whether the short query had an answer.
    is_plain: bool,
}

/// The query that says all of a table, whatever hangs on it.
static WHOLE: LazyLock<String> = LazyLock::new(|| with_common(include_str!("history_table.sql")));

/// The one that answers nothing where the other has something to refuse.
static PLAIN: LazyLock<String> =
    LazyLock::new(|| with_common(include_str!("history_table_plain.sql")));

impl HistoryTable {
    /// Looks in the schemas of the session's own `search_path`, inside [`read_only`](crate::connection::read_only).
    pub async fn find(client: &Client) -> Result<Self, Error> {
        let doing = Error::database("looking for the history table");
        let none: Option<Vec<&str>> = None;
        let typed: [(&(dyn ToSql + Sync), Type); 1] = [(&none, Type::NAME_ARRAY)];
        let row = match client.query_typed_opt(&PLAIN, &typed).await {
            Ok(Some(row)) => Ok(row),
            Ok(None) => client.query_typed_one(&WHOLE, &typed).await,
            Err(error) => Err(error),
        };
        row.and_then(|row| found(&row)).map_err(doing)
    }

    /// Locks it against everybody who would hang something on it until the transaction ends, and refuses it where
    /// somebody has. The session must be inside a transaction, and keeps its settings.
    pub async fn guard(
        &self,
        client: &Client,
        inspection: &Inspection,
    ) -> Result<Result<(), Error>, PostgresError> {
        let lock = format!(
            "LOCK TABLE {} IN ROW EXCLUSIVE MODE; SAVEPOINT pgconform; SET LOCAL search_path = pg_catalog, pg_temp; \
             SET LOCAL plan_cache_mode = force_generic_plan",
            self.name
        );
        let back = "ROLLBACK TO SAVEPOINT pgconform; RELEASE SAVEPOINT pgconform";
        let schemas = [self.schema.as_str()];
        let query = if self.is_plain { &PLAIN } else { &WHOLE };
        let row = inspection.row(client, query, &schemas, (&lock, back));
        let row = if let Some(row) = row.await? {
            row
        } else {
            let typed: [(&(dyn ToSql + Sync), Type); 1] = [(&&schemas[..], Type::NAME_ARRAY)];
            client.batch_execute(&lock).await?;
            let row = client.query_typed_one(&WHOLE, &typed).await?;
            client.batch_execute(back).await?;
            row
        };
        Ok(found(&row)?.can_be_written())
    }

    /// Makes it as refinery would. Somebody who made one of that name in the meantime is an error.
    pub async fn make(&self, client: &Client) -> Result<(), PostgresError> {
        let columns = include_str!("history_columns.sql");
        let statement = format!("CREATE TABLE {} ({columns})", self.name);
        client.batch_execute(&statement).await
    }

    pub fn exists(&self) -> bool {
        self.owner.is_some()
    }

    /// Refuses what is not a table, and what would not show every row.
    pub fn can_be_read(&self) -> Result<(), Error> {
        self.refuse("read", &self.unreadable)?;
        match self.damage.first() {
            None => Ok(()),
            Some(why) => Err(HistoryError::Damaged {
                table: self.name.clone(),
                why: why.clone(),
            }
            .into()),
        }
    }

    /// Refuses what may run something when it is written, and what others may change.
    pub fn can_be_written(&self) -> Result<(), Error> {
        self.can_be_read()?;
        self.refuse("written", &self.unwritable)
    }

    fn refuse(&self, done: &'static str, faults: &[Fault]) -> Result<(), Error> {
        if faults.is_empty() {
            return Ok(());
        }
        Err(HistoryError::Untrusted {
            table: self.name.clone(),
            owner: self.owner.clone().unwrap_or_default(),
            done,
            faults: faults.to_vec(),
        }
        .into())
    }

    /// Its rows in no order: version, name, `applied_on` and checksum.
    ///
    /// `COPY` reads tables only, and plans nothing: whatever else somebody puts in the place of this one until then is an
    /// error.
    pub async fn rows(&self, client: &Client) -> Result<Vec<BinaryCopyOutRow>, Error> {
        let columns = "version, name, applied_on, checksum";
        let types = [Type::INT8, Type::TEXT, Type::TEXT, Type::TEXT];
        self.copied(client, columns, &types).await
    }

    /// The versions of its rows in no order; `None` is NULL. They are read far sooner than whole rows.
    pub async fn versions(&self, client: &Client) -> Result<Vec<Option<i64>>, Error> {
        let rows = self.copied(client, "version", &[Type::INT8]).await?;
        let versions = rows.iter().map(|row| row.try_get(0));
        let versions: Result<Vec<_>, _> = versions.collect();
        versions.map_err(Error::database(READING))
    }

    async fn copied(
        &self,
        client: &Client,
        columns: &str,
        types: &[Type],
    ) -> Result<Vec<BinaryCopyOutRow>, Error> {
        let mut rows = Vec::new();
        for part in &self.parts {
            let copied = copy(client, &format!("{part} ({columns})"), types).await;
            rows.extend(copied.map_err(Error::database(READING))?);
        }
        Ok(rows)
    }
}

const READING: &str = "reading the history table";

async fn copy(
    client: &Client,
    columns: &str,
    types: &[Type],
) -> Result<Vec<BinaryCopyOutRow>, PostgresError> {
    let copy = format!("COPY {columns} TO STDOUT (FORMAT binary)");
    let rows = BinaryCopyOutStream::new(client.copy_out(&copy).await?, types);
    pin_mut!(rows);
    rows.try_collect().await
}

/// What was found of it.
fn found(row: &Row) -> Result<HistoryTable, PostgresError> {
    let faults = |what: &str, fixes: &str| {
        let (what, fixes): (Vec<String>, Vec<String>) = (row.try_get(what)?, row.try_get(fixes)?);
        let faults = what.into_iter().zip(fixes);
        let faults = faults.map(|(what, fix)| Fault { what, fix }).collect();
        Ok::<Vec<Fault>, PostgresError>(faults)
    };
    let (schema, name) = place(row)?;
    Ok(HistoryTable {
        schema,
        name,
        owner: row.try_get("owner")?,
        comment: row.try_get("comment")?,
        parts: row.try_get("parts")?,
        damage: row.try_get("damage")?,
        unreadable: faults("unreadable", "unreadable_fixes")?,
        unwritable: faults("unwritable", "unwritable_fixes")?,
        is_plain: row.try_get("is_plain")?,
    })
}

fn place(row: &Row) -> Result<(String, String), PostgresError> {
    let (schema, quoted): (Option<String>, Option<String>) =
        (row.try_get("schema")?, row.try_get("quoted")?);
    // With no schema in search_path nothing could be created; PostgreSQL's own error says so.
    let or_public = |schema: Option<String>| schema.unwrap_or_else(|| "public".to_owned());
    let name = format!("{}.{HISTORY_TABLE}", or_public(quoted));
    Ok((or_public(schema), name))
}
