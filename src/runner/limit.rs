//! A limit that has passed, and the message about what it ended.

use std::time::Duration;

/// What is said first of what a limit of ours ended.
pub(super) const NOT_ENDED: &str = "it did not finish within";

/// A limit, and the option that sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    pub time: Duration,
    pub option: &'static str,
}

impl Limit {
    /// What is said of what it has ended.
    pub fn passed(self) -> String {
        let seconds = self.time.as_secs_f64();
        format!("{NOT_ENDED} {seconds} s ({})", self.option)
    }
}
