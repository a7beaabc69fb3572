//! The version of a live database, according to the history of the migrations' own tool.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use super::shapes::Applied;
use super::{names, tool_history};
use crate::checks::Error;
use crate::migrations::{Migrations, Version};
use crate::runner::{History, MigrationStatus};

/// Where a database stands.
pub(super) struct Standing {
    /// The newest migration that is applied; `None` at base.
    pub current: Option<Version>,
    /// Those that are not applied; some may come before `current` where their tool lets them.
    pub pending: BTreeSet<Version>,
    /// What its history names and the folder does not have.
    pub strange: Vec<String>,
    /// Why the history was not believed, so that the database is taken to be at head.
    pub unknown: Option<String>,
}

impl Standing {
    /// Reads the history that the runner or the tool keeps in this database.
    pub async fn read(migrations: &Migrations, live: &Client) -> Result<Self, Error> {
        if migrations.layout().is_ours() {
            return Self::by_runner(migrations, live).await;
        }
        match tool_history::read(live, &migrations.history().hidden).await? {
            Ok(applied) => Ok(Self::by_tool(migrations, &applied)),
            Err(why) => Ok(Self::unknown(migrations, why)),
        }
    }

    /// Right behind a migration.
    pub fn at(version: Version) -> Self {
        Self {
            current: Some(version),
            pending: BTreeSet::new(),
            strange: Vec::new(),
            unknown: None,
        }
    }

    async fn by_runner(migrations: &Migrations, live: &Client) -> Result<Self, Error> {
        let history = History::read(live).await?;
        let status = MigrationStatus::of(migrations, &history);
        status.check()?;
        Ok(Self {
            current: status.current,
            pending: status.pending.into_iter().collect(),
            strange: Vec::new(),
            unknown: None,
        })
    }

    fn by_tool(migrations: &Migrations, applied: &Applied) -> Self {
        let mut found = BTreeSet::new();
        let mut strange = Vec::new();
        for name in &applied.these {
            match names::named(migrations, name) {
                Some(version) => drop(found.insert(version)),
                None => strange.push(name.clone()),
            }
        }
        for name in &applied.up_to {
            let up_to = names::up_to(migrations, name);
            if up_to.is_empty() {
                strange.push(name.clone());
            }
            found.extend(up_to);
        }
        if found.is_empty() && !strange.is_empty() {
            let why = "its tool's history names none of these migrations";
            return Self::unknown(migrations, why.to_owned());
        }
        let all = migrations.all().iter().map(|migration| migration.version);
        Self {
            current: found.last().copied(),
            pending: all.filter(|version| !found.contains(version)).collect(),
            strange,
            unknown: None,
        }
    }

    fn unknown(migrations: &Migrations, why: String) -> Self {
        Self {
            current: Some(migrations.head()),
            pending: BTreeSet::new(),
            strange: Vec::new(),
            unknown: Some(why),
        }
    }
}
