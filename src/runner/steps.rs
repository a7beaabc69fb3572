//! The steps of a move, as they are made.

use std::time::Instant;

use super::step::milliseconds;
use super::{Error, Left, Step, Unnoted};
use crate::migrations::Migration;

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
        ended: Result<Option<Unnoted>, Error>,
    ) -> Result<(), Error> {
        let unnoted = match ended {
            Ok(unnoted) => unnoted,
            Err(error) => return Err(error.after(std::mem::take(&mut self.made))),
        };
        let step = Step {
            version: migration.version,
            name: migration.name.clone(),
            ms: milliseconds(started.elapsed()),
            unnoted,
            left: Left::default(),
        };
        (self.on_step)(&step);
        self.made.push(step);
        Ok(())
    }

    /// Takes down what the last step left in its session.
    pub fn left(&mut self, left: Left) {
        if let Some(step) = self.made.last_mut() {
            step.left = left;
        }
    }

    pub fn made(self) -> Vec<Step> {
        self.made
    }
}
