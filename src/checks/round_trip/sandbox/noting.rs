//! Whether the migrations' tool can write its history, and what a movement leaves in the tool's session.

use crate::runner::{Left, Step, Unnoted};

/// Whether a tool can write its history, and why not since the last movement.
///
/// Once it cannot, it cannot after any later migration: the finding is the first one's.
#[derive(Debug, Clone, Default)]
pub(in crate::checks::round_trip) struct Noting {
    is_refused: bool,
    unnoted: Option<Unnoted>,
    left: Left,
}

impl Noting {
    /// Takes note of movements.
    pub fn after(&mut self, steps: &[Step]) {
        for step in steps {
            let refused = matches!(step.unnoted, Some(Unnoted::Refused(_)));
            let is_new = !(refused && self.is_refused);
            if let (Some(unnoted), true) = (&step.unnoted, is_new) {
                self.unnoted = Some(unnoted.clone());
            }
            self.is_refused = refused;
            self.left = step.left.clone();
        }
    }

    /// Why it could not at the last movement, though it could before.
    pub fn take(&mut self) -> Option<Unnoted> {
        self.unnoted.take()
    }

    /// What the last movement left in its session.
    pub fn take_left(&mut self) -> Left {
        std::mem::take(&mut self.left)
    }
}
