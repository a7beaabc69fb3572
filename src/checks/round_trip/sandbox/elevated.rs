//! Movements that need more privileges than the role of `--as` has.
//!
//! Each is reported, and made all the same, as later migrations take it for granted: the role is a superuser for as long as
//! this movement takes, so that what it makes is the role's.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::Client;

use crate::migrations::{Direction, Migration, Migrations, Version};
use crate::runner::{self, FailedSql};
use crate::sql::identifier;

type Movements = BTreeMap<(Version, Direction), Box<FailedSql>>;

/// Those of one proof, each with what the server said to the role. All sandboxes share them.
#[derive(Debug, Clone, Default)]
pub(in crate::checks::round_trip) struct Elevated(Arc<Mutex<Movements>>);

impl Elevated {
    pub fn has(&self, version: Version, direction: Direction) -> bool {
        self.lock().contains_key(&(version, direction))
    }

    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// How many movements of a migration.
    pub fn of(&self, migration: &Migration) -> usize {
        let all = [Direction::Up, Direction::Down];
        all.iter()
            .filter(|direction| self.has(migration.version, **direction))
            .count()
    }

    /// The first of them, oldest migration first.
    pub fn first(&self) -> Option<Box<FailedSql>> {
        self.lock().values().next().cloned()
    }

    /// Notes a movement that failed for want of privileges. Returned is whether that is so, and was not known.
    pub fn note(
        &self,
        migrations: &Migrations,
        (version, direction): (Version, Direction),
        error: &runner::Error,
    ) -> bool {
        let runner::Error::Sql { failed, .. } = error else {
            return false;
        };
        if migrations.as_role().is_none() || !runner::is_refused(failed) {
            return false;
        }
        let failed = runner::with_help(
            runner::Error::Sql {
                failed: failed.clone(),
                done: Vec::new(),
            },
            migrations,
        );
        let runner::Error::Sql { failed, .. } = failed else {
            return false;
        };
        match self.lock().entry((version, direction)) {
            Entry::Vacant(entry) => {
                entry.insert(failed);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// What the server said to the role, of a movement that is among them.
    pub fn refusal(&self, version: Version, direction: Direction) -> Option<Box<FailedSql>> {
        self.lock().get(&(version, direction)).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Movements> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a role is while it makes a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Superuser,
    NoSuperuser,
}

/// Makes the role of the migrations one. `admin` is a superuser's session.
pub(super) async fn make(
    admin: &Client,
    migrations: &Migrations,
    attribute: Attribute,
) -> Result<(), tokio_postgres::Error> {
    let Some(role) = migrations.as_role() else {
        return Ok(());
    };
    let attribute = match attribute {
        Attribute::Superuser => "SUPERUSER",
        Attribute::NoSuperuser => "NOSUPERUSER",
    };
    let alter = format!("ALTER ROLE {} {attribute}", identifier(role));
    admin.batch_execute(&alter).await
}
