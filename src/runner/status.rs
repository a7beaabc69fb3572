//! The version of a database, and what is pending, edited or missing.

use std::collections::BTreeSet;

use super::{Applied, Error, History};
use crate::migrations::{Migration, Migrations, Version};

/// The history held against the files; every list is in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MigrationStatus {
    /// The newest version applied; `None` at base.
    pub current: Option<Version>,
    /// Files newer than it.
    pub pending: Vec<Version>,
    /// Applied, and their files changed since.
    pub edited: Vec<Version>,
    /// Applied, and their files gone.
    pub missing: Vec<Version>,
    /// Older than the newest applied, and never applied.
    pub out_of_order: Vec<Version>,
}

impl MigrationStatus {
    /// Holds the two against each other.
    #[must_use]
    pub fn of(migrations: &Migrations, history: &History) -> Self {
        let mut status = Self {
            current: history.current(),
            ..Self::default()
        };
        for applied in &history.applied {
            match migrations.get(applied.version) {
                None => status.missing.push(applied.version),
                Some(file) if is_as_applied(migrations, file, applied) => {}
                Some(_) => status.edited.push(applied.version),
            }
        }
        let applied: BTreeSet<Version> = history.applied.iter().map(|it| it.version).collect();
        for file in migrations.all() {
            let is_applied = applied.contains(&file.version);
            match status.current {
                _ if is_applied => {}
                Some(current) if file.version < current => status.out_of_order.push(file.version),
                _ => status.pending.push(file.version),
            }
        }
        status
    }

    /// Whether everything is applied, and nothing is amiss.
    #[must_use]
    pub fn is_at_head(&self) -> bool {
        self.pending.is_empty() && self.check().is_ok()
    }

    /// Refuses whatever makes a move unsafe.
    pub fn check(&self) -> Result<(), Error> {
        let found = |versions: &Vec<Version>| (!versions.is_empty()).then(|| versions.clone());
        if let Some(versions) = found(&self.missing) {
            return Err(Error::Missing { versions });
        }
        if let Some(versions) = found(&self.edited) {
            return Err(Error::Edited { versions });
        }
        match (found(&self.out_of_order), self.current) {
            (Some(versions), Some(current)) => Err(Error::OutOfOrder { versions, current }),
            _ => Ok(()),
        }
    }
}

/// Whether a file is what the history says of it. The checksum covers the name too, yet a row that
/// was edited by hand may hold another one, which refinery would find in the middle of a move.
fn is_as_applied(migrations: &Migrations, file: &Migration, applied: &Applied) -> bool {
    let checksum = || migrations.checksum(file.version);
    file.name == applied.name && checksum() == Some(applied.checksum)
}
