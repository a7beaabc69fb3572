//! The conditions of a proof.

use super::portion::Portion;
use crate::migrations::{Migration, Migrations, Version};
use crate::runner::Limits;

/// Everything about a proof that is usually left as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// How long a migration may wait and take.
    pub limits: Limits,
    /// Which steps are proved; those before them are applied, and nothing is known of those after.
    pub range: Range,
    /// Which portion of those steps; `None` is all of them.
    pub portion: Option<Portion>,
}

/// Some migrations in a row; both ends are in it, and `None` is as far as there are any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// The oldest.
    pub from: Option<Version>,
    /// The newest.
    pub to: Option<Version>,
}

impl Range {
    /// None at all.
    pub const NOTHING: Self = Self {
        from: Some(Version(i64::MAX)),
        to: None,
    };

    /// Those in it, oldest first.
    #[must_use]
    pub fn of(self, migrations: &Migrations) -> &[Migration] {
        let all = match self.to {
            Some(to) => migrations.up_to(to),
            None => migrations.all(),
        };
        let is_before =
            |migration: &Migration| self.from.is_some_and(|from| migration.version < from);
        &all[all.partition_point(is_before)..]
    }

    /// The version before them; `None` is base.
    pub(super) fn base(self, migrations: &Migrations) -> Option<Version> {
        let from = self.from?;
        let before = migrations.all().iter().rev().find(|it| it.version < from);
        before.map(|migration| migration.version)
    }
}
