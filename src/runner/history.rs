//! What the database says was applied: refinery's own table, read with more care than refinery
//! takes, since a malformed row makes it panic.

use std::collections::BTreeSet;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::Client;
use tokio_postgres::binary_copy::BinaryCopyOutRow;

use super::history_table::HistoryTable;
use super::{Error, FailedSql, HistoryError, Interrupted, Step};
use crate::connection::read_only;
use crate::migrations::{Direction, Script, Version};

/// The history table, where it stands in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Schema-qualified and quoted, because a migration may change `search_path` under way.
    pub table: String,
    /// What was applied, oldest first.
    pub applied: Vec<Applied>,
    /// A step outside a transaction that was begun and has not ended.
    pub interrupted: Option<Interrupted>,
    pub(super) relation: HistoryTable,
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
    /// Reads it, without locking or writing. A table that is not there has no rows. The session must not be inside a
    /// transaction.
    pub async fn read(client: &Client) -> Result<Self, Error> {
        let failed = Error::database("looking for the history table");
        read_only(client, Self::find(client), failed).await
    }

    async fn find(client: &Client) -> Result<Self, Error> {
        let relation = HistoryTable::find(client).await?;
        relation.can_be_read()?;
        let rows = relation.rows(client).await?;
        let table = relation.name.clone();
        let applied = applied(&rows, &table)?;
        let is_applied = |version| applied.iter().any(|it: &Applied| it.version == version);
        // The mark of a step whose row is written has nothing more to say.
        let interrupted = relation
            .comment
            .as_deref()
            .and_then(Interrupted::parse)
            .filter(|mark| is_applied(mark.version) == (mark.direction == Direction::Down));
        Ok(Self {
            table,
            applied,
            interrupted,
            relation,
        })
    }

    /// Refuses this direction while a step in the other one is half done.
    pub(super) fn refuse_other_direction(&self, direction: Direction) -> Result<(), Error> {
        match &self.interrupted {
            Some(interrupted) if interrupted.direction != direction => {
                Err(Error::InterruptedOtherWay {
                    interrupted: interrupted.clone(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Sees that the database says the same and that these steps were applied since.
    pub(super) async fn has_gained(&self, client: &Client, steps: &[Step]) -> Result<(), Error> {
        let gained = steps.iter().map(|step| step.version);
        let expected = self.versions().chain(gained).collect();
        self.must_hold(client, &expected, steps).await
    }

    /// The same where they were taken back.
    pub(super) async fn has_lost(&self, client: &Client, steps: &[Step]) -> Result<(), Error> {
        let lost: BTreeSet<Version> = steps.iter().map(|step| step.version).collect();
        let kept = self.versions().filter(|version| !lost.contains(version));
        let expected = kept.collect();
        self.must_hold(client, &expected, steps).await
    }

    async fn must_hold(
        &self,
        client: &Client,
        expected: &BTreeSet<Version>,
        steps: &[Step],
    ) -> Result<(), Error> {
        if steps.is_empty() {
            return Ok(());
        }
        let doing = Error::database("reading the history table again");
        if self.relation.exists() {
            let mut found = read_only(client, self.relation.versions(client), &doing).await?;
            found.sort_unstable();
            let expected = expected.iter().map(|version| Some(version.0));
            if found.into_iter().eq(expected) {
                return Ok(());
            }
        }
        // What is amiss is for whole rows to say.
        let found = if self.relation.exists() {
            let rows = read_only(client, self.relation.rows(client), doing).await?;
            applied(&rows, &self.table)?
        } else {
            Self::read(client).await?.applied
        };
        let found = found.iter().map(|it| it.version).collect();
        let missing = expected.difference(&found).next();
        let why = match (missing, found.difference(expected).next()) {
            (None, None) => return Ok(()),
            (Some(version), _) => format!("the row of version {version} is missing"),
            (None, Some(version)) => format!("it has a row of version {version}"),
        };
        let table = self.table.clone();
        Err(HistoryError::Differs { table, why }.into())
    }

    fn versions(&self) -> impl Iterator<Item = Version> {
        self.applied.iter().map(|it| it.version)
    }

    /// The newest version applied; `None` at base.
    #[must_use]
    pub fn current(&self) -> Option<Version> {
        self.applied.last().map(|applied| applied.version)
    }
}

/// What the rows say, oldest first.
fn applied(rows: &[BinaryCopyOutRow], table: &str) -> Result<Vec<Applied>, Error> {
    let applied: Result<Vec<Applied>, Error> =
        rows.iter().map(|row| Applied::parse(row, table)).collect();
    let mut applied = applied?;
    applied.sort_by_key(|it| it.version);
    let twice = applied
        .windows(2)
        .find(|two| two[0].version == two[1].version);
    if let Some(two) = twice {
        let why = format!("version {} has two rows", two[0].version);
        return Err(damaged(table, why));
    }
    Ok(applied)
}

impl Applied {
    fn parse(row: &BinaryCopyOutRow, table: &str) -> Result<Self, Error> {
        let unreadable = Error::database("reading the history table");
        let version: Option<i64> = row.try_get(0).map_err(&unreadable)?;
        let version = version.ok_or_else(|| damaged(table, "a row has no version".to_owned()))?;
        if version < 0 {
            let why =
                format!("a row has the version {version}, which is not one that a file can have");
            return Err(damaged(table, why));
        }
        let text = |column: &str, at: usize| {
            let text: Option<String> = row.try_get(at).map_err(&unreadable)?;
            text.ok_or_else(|| damaged(table, format!("version {version} has no {column}")))
        };
        let malformed = |column: &str, value: &str| {
            damaged(
                table,
                format!("version {version} has the {column} '{value}'"),
            )
        };
        let applied_on = text("applied_on", 2)?;
        let checksum = text("checksum", 3)?;
        Ok(Self {
            version: Version(version),
            name: text("name", 1)?,
            applied_on: OffsetDateTime::parse(&applied_on, &Rfc3339)
                .map_err(|_| malformed("applied_on", &applied_on))?,
            checksum: checksum
                .parse()
                .map_err(|_| malformed("checksum", &checksum))?,
        })
    }
}

fn damaged(table: &str, why: String) -> Error {
    let table = table.to_owned();
    HistoryError::Damaged { table, why }.into()
}

/// Runs a statement by which the history table says how far a step has come.
pub(super) async fn write_mark(client: &Client, statement: &str) -> Result<(), Error> {
    let doing = Error::database("recording at the history table how far the step has come");
    client.batch_execute(statement).await.map_err(doing)
}

/// A failure at the table, in a statement that stands in no file.
pub(super) fn at_history(script: &Script, error: &tokio_postgres::Error) -> Error {
    let mut failed = FailedSql::new(script, error);
    failed.place = None;
    failed.message = format!("before it, at the history table: {}", failed.message);
    failed.into()
}
