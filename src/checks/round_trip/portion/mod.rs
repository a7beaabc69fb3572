//! One of several portions of a proof, each proved by its own process, perhaps on its own machine.
//!
//! A process proves shards, which begin with a server that is taken up to them and know nothing of each other. So whole
//! shards are dealt out, and every step is proved on the same rows as in one process. What belongs to no step, as the trip
//! from head to base, is proved by the last portion alone; what takes all steps to be judged, by who joins the portions.

mod cut;
mod join;
pub(super) mod proof;
mod saved;

pub use join::{JoinError, join};
pub use proof::{needs_one_run, prove_one_run};
pub use saved::Saved;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::shards::shard::Shard;
use crate::migrations::Migrations;

/// Which portion of how many, both from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Portion {
    /// Which.
    pub number: usize,
    /// Of how many.
    pub of: usize,
    /// How long each step took in an earlier proof, in milliseconds, by its version; empty where that is not known.
    pub times: BTreeMap<String, f64>,
}

impl Portion {
    /// Whether it is the one that makes the trip from head to base.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.number == self.of
    }

    /// Which of all shards are proved here.
    pub(super) fn deal(&self, shards: &[Shard]) -> Range<usize> {
        let costs = cut::costs(shards, &self.times);
        cut::cut(&costs, self.of)[self.number - 1].clone()
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// What tells the migrations of two checkouts apart: all that their files hold.
fn fingerprint(migrations: &Migrations) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    for migration in migrations.all() {
        add(&migration.id);
        add(&migration.up.sql);
        add(migration.down.as_ref().map_or("", |down| &down.sql));
    }
    let hash = hash.finalize();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
