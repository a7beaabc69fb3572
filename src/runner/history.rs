//! What the database says was applied: refinery's own table, read with more care than refinery
//! takes, since a malformed row makes it panic.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Client, Row};

use super::{Error, Interrupted, Way};
use crate::migrations::Version;

/// The table's name, refinery's default, so that its users can come and go as they please.
pub const HISTORY_TABLE: &str = "refinery_schema_history";

/// The history table, where it stands in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Schema-qualified and quoted, because a migration may change `search_path` under way.
    pub table: String,
    /// What was applied, oldest first.
    pub applied: Vec<Applied>,
    /// A step outside a transaction that was begun and has not ended.
    pub interrupted: Option<Interrupted>,
}

/// One row of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Which migration.
    pub version: Version,
    /// Its name at that time.
    pub name: String,
    /// When, by the runner's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub applied_on: OffsetDateTime,
    /// refinery's hash of version, name and text.
    #[serde(skip)]
    pub checksum: u64,
}

impl History {
    /// Reads it, without locking or writing. A table that is not there has no rows.
    pub async fn read(client: &Client) -> Result<Self, Error> {
        let doing = Error::database("looking for the history table");
        let place = client
            .query_typed(
                include_str!("history_table.sql"),
                &[(&HISTORY_TABLE, Type::TEXT)],
            )
            .await
            .map_err(doing)?;
        // A query without FROM has exactly one row.
        let place = &place[0];
        let schema: Option<String> = place.get("schema");
        // With no schema in search_path nothing could be created; PostgreSQL's own error says so.
        let schema = schema.unwrap_or_else(|| "public".to_owned());
        let table = format!("{schema}.{HISTORY_TABLE}");
        if !place.get::<_, bool>("exists") {
            return Ok(Self {
                table,
                applied: Vec::new(),
                interrupted: None,
            });
        }
        let comment: Option<String> = place.get("comment");
        let rows = rows(client, &table).await?;
        let applied: Result<Vec<Applied>, Error> =
            rows.iter().map(|row| Applied::parse(row, &table)).collect();
        let applied = applied?;
        let is_applied = |version| applied.iter().any(|it: &Applied| it.version == version);
        // The mark of a step whose row is written has nothing more to say.
        let interrupted = comment
            .and_then(|comment| Interrupted::parse(&comment))
            .filter(|mark| is_applied(mark.version) == (mark.way == Way::Down));
        Ok(Self {
            table,
            applied,
            interrupted,
        })
    }

    /// Refuses to go this way while a step that went the other is half done.
    pub(super) fn goes_on(&self, way: Way) -> Result<(), Error> {
        match &self.interrupted {
            Some(interrupted) if interrupted.way != way => Err(Error::HalfWay {
                interrupted: interrupted.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// The newest version applied; `None` at base.
    #[must_use]
    pub fn current(&self) -> Option<Version> {
        self.applied.last().map(|applied| applied.version)
    }
}

/// The rows as they are, once the columns are those that refinery makes: it panics on others.
async fn rows(client: &Client, table: &str) -> Result<Vec<Row>, Error> {
    let select =
        format!("SELECT version, name, applied_on, checksum FROM {table} ORDER BY version");
    let failed = |source: tokio_postgres::Error| match source.as_db_error() {
        Some(db) if *db.code() == SqlState::UNDEFINED_COLUMN => {
            damaged(table, db.message().to_owned())
        }
        _ => Error::database("reading the history table")(source),
    };
    let rows = client.query_typed(&select, &[]).await.map_err(failed)?;
    for column in rows.first().map_or(&[][..], Row::columns) {
        let (is_known, wanted) = match column.name() {
            "version" => (i64::accepts(column.type_()), "bigint"),
            _ => (String::accepts(column.type_()), "text"),
        };
        if !is_known {
            let (name, kind) = (column.name(), column.type_());
            let why = format!("the column {name} is of type {kind}, and not {wanted}");
            return Err(damaged(table, why));
        }
    }
    Ok(rows)
}

impl Applied {
    fn parse(row: &Row, table: &str) -> Result<Self, Error> {
        let version = row
            .get::<_, Option<i64>>("version")
            .ok_or_else(|| damaged(table, "a row has no version".to_owned()))?;
        let text = |column: &str| {
            row.get::<_, Option<String>>(column)
                .ok_or_else(|| damaged(table, format!("version {version} has no {column}")))
        };
        let malformed = |column: &str, value: &str| {
            damaged(
                table,
                format!("version {version} has the {column} '{value}'"),
            )
        };
        let applied_on = text("applied_on")?;
        let checksum = text("checksum")?;
        Ok(Self {
            version: Version(version),
            name: text("name")?,
            applied_on: OffsetDateTime::parse(&applied_on, &Rfc3339)
                .map_err(|_| malformed("applied_on", &applied_on))?,
            checksum: checksum
                .parse()
                .map_err(|_| malformed("checksum", &checksum))?,
        })
    }
}

fn damaged(table: &str, why: String) -> Error {
    Error::DamagedHistory {
        table: table.to_owned(),
        why,
    }
}
