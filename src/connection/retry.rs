//! How long connecting is retried, and the pauses between attempts.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

/// How long an unreachable server is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryFor(pub Duration);

/// Ten seconds: a server that is restarting is back by then, and a probe can wait that long.
impl Default for RetryFor {
    fn default() -> Self {
        Self(Duration::from_secs(10))
    }
}

/// Between two tries at the least: a local server starts in about 15 ms.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
/// What pauses grow to; with the jitter it is at most twice as long, so that a server which is back
/// is soon noticed.
const LAST_PAUSE: Duration = Duration::from_secs(1);

/// They double and are jittered, so that many clients of a server that is back do not all come at once.
pub(super) fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LAST_PAUSE)
        .with_jitter()
        .without_max_times()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::HashSet;

    /// Many times, since they are random.
    #[test]
    fn each_pause_is_one_to_two_times_its_step_of_10_ms_doubled_up_to_1_s() {
        for _ in 0..100 {
            for (number, pause) in (0..12).zip(pauses()) {
                let step = Duration::from_millis((10 << number).min(1_000));
                assert!(
                    (step..=step * 2).contains(&pause),
                    "pause {number} is {pause:?}, its step {step:?}"
                );
            }
        }
    }

    #[test]
    fn no_two_clients_pause_alike() {
        let firsts: HashSet<_> = (0..100).filter_map(|_| pauses().next()).collect();
        assert!(firsts.len() > 50, "{} pauses differ", firsts.len());
    }
}
