//! The steps of a move, as they are made.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::Error;
use crate::migrations::{Migration, Version};

/// One migration, up or down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Which migration.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How long its SQL and its history row took, in milliseconds.
    pub ms: f64,
}

/// Those that are made, each reported as soon as it stands.
pub(super) struct Steps<F> {
    on_step: F,
    made: Vec<Step>,
}

impl<F: FnMut(&Step)> Steps<F> {
    pub fn new(on_step: F) -> Self {
        Self {
            on_step,
            made: Vec::new(),
        }
    }

    /// Takes down how a step ended that began at `started`; of one that failed, the error tells
    /// which stand before it.
    pub fn ended(
        &mut self,
        migration: &Migration,
        started: Instant,
        ended: Result<(), Error>,
    ) -> Result<(), Error> {
        match ended {
            Ok(()) => {}
            Err(Error::Sql { failed, .. }) => {
                let done = std::mem::take(&mut self.made);
                return Err(Error::Sql { failed, done });
            }
            Err(error) => return Err(error),
        }
        let step = Step {
            version: migration.version,
            name: migration.name.clone(),
            ms: milliseconds(started.elapsed()),
        };
        (self.on_step)(&step);
        self.made.push(step);
        Ok(())
    }

    pub fn made(self) -> Vec<Step> {
        self.made
    }
}

/// To the microsecond: more digits would be noise.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}
