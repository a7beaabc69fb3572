//! What the database says was applied: refinery's own table, read with more care than refinery
//! takes, since a malformed row makes it panic.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::{Client, Row};

use super::Error;
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
}

/// One row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Which migration.
    pub version: Version,
    /// Its name at that time.
    pub name: String,
    /// When, by the runner's clock.
    pub applied_on: OffsetDateTime,
    /// refinery's hash of version, name and text.
    pub checksum: u64,
}

impl History {
    /// Reads it, without locking or writing. A table that is not there has no rows.
    pub async fn read(client: &Client) -> Result<Self, Error> {
        let doing = Error::database("looking for the history table");
        let place = client
            .query_one(include_str!("history_table.sql"), &[&HISTORY_TABLE])
            .await
            .map_err(doing)?;
        let schema: Option<String> = place.get("schema");
        // With no schema in search_path nothing could be created; PostgreSQL's own error says so.
        let schema = schema.unwrap_or_else(|| "public".to_owned());
        let table = format!("{schema}.{HISTORY_TABLE}");
        if !place.get::<_, bool>("exists") {
            return Ok(Self {
                table,
                applied: Vec::new(),
            });
        }
        // A bare "version" in ORDER BY would be the text, in which 10 comes before 9.
        let select = format!(
            "SELECT version::text, name::text, applied_on::text, checksum::text FROM {table} h ORDER BY h.version"
        );
        let rows = client.query(&select, &[]).await.map_err(|source| {
            match source.as_db_error().map(|db| db.message().to_owned()) {
                Some(why) if source.code().is_some_and(|code| code.code() == "42703") => {
                    damaged(&table, why)
                }
                _ => Error::database("reading the history table")(source),
            }
        })?;
        let applied: Result<Vec<Applied>, Error> =
            rows.iter().map(|row| Applied::parse(row, &table)).collect();
        Ok(Self {
            applied: applied?,
            table,
        })
    }

    /// The newest version applied; `None` at base.
    #[must_use]
    pub fn current(&self) -> Option<Version> {
        self.applied.last().map(|applied| applied.version)
    }
}

impl Applied {
    fn parse(row: &Row, table: &str) -> Result<Self, Error> {
        let text = |at: usize, column: &str| {
            row.get::<_, Option<String>>(at)
                .ok_or_else(|| damaged(table, format!("a row has no {column}")))
        };
        let version = text(0, "version")?;
        let of = |column: &str, value: &str| {
            damaged(
                table,
                format!("version {version} has the {column} '{value}'"),
            )
        };
        let applied_on = text(2, "applied_on")?;
        let checksum = text(3, "checksum")?;
        Ok(Self {
            name: text(1, "name")?,
            applied_on: OffsetDateTime::parse(&applied_on, &Rfc3339)
                .map_err(|_| of("applied_on", &applied_on))?,
            checksum: checksum.parse().map_err(|_| of("checksum", &checksum))?,
            version: version
                .parse()
                .map(Version)
                .map_err(|_| of("version", &version))?,
        })
    }
}

fn damaged(table: &str, why: String) -> Error {
    Error::DamagedHistory {
        table: table.to_owned(),
        why,
    }
}
