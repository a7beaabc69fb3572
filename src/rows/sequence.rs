//! The state of a sequence.

/// The next number that a sequence hands out, and which way it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceState {
    /// The number that the next call of `nextval` returns, if the sequence is not exhausted.
    pub next: i128,
    /// Its increment.
    pub increment: i64,
    /// The table whose column owns it, by schema and name.
    pub owner: Option<(String, String)>,
}

impl SequenceState {
    /// Whether a sequence that stands here would hand out numbers that it had handed out when it
    /// stood at `earlier`.
    #[must_use]
    pub fn repeats(&self, earlier: &Self) -> bool {
        if earlier.increment > 0 {
            self.next < earlier.next
        } else {
            self.next > earlier.next
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(next: i128, increment: i64) -> SequenceState {
        SequenceState {
            next,
            increment,
            owner: None,
        }
    }

    #[test]
    fn a_sequence_that_went_back_repeats_and_one_that_went_on_does_not() {
        assert!(at(3, 1).repeats(&at(4, 1)));
        assert!(!at(4, 1).repeats(&at(4, 1)));
        assert!(!at(5, 1).repeats(&at(4, 1)));
        assert!(at(-3, -1).repeats(&at(-4, -1)));
        assert!(!at(-5, -1).repeats(&at(-4, -1)));
    }
}
