//! Progress, on stderr, and only on a terminal.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use pgconform::connection::{DatabaseUrl, RetryFor};
use pgconform::escape;
use tokio::time::sleep;

use super::arguments::shown;
use super::{Context, log, output};

/// Who has waited this long wants to know what for.
const SILENCE: Duration = Duration::from_secs(1);

/// Where there is no bar, a line tells as often how far a proof is.
const LINE_EVERY: Duration = Duration::from_secs(20);

/// How far a proof is: a bar on a terminal, else a line now and then, and in the end what it took.
pub struct Proving<'a> {
    context: &'a Context,
    bar: ProgressBar,
    number: usize,
    done: usize,
    began: Instant,
    told: Instant,
}

impl<'a> Proving<'a> {
    /// Of so many migrations.
    pub fn of(context: &'a Context, number: usize) -> Self {
        let now = Instant::now();
        Self {
            context,
            bar: bar(context, number),
            number,
            done: 0,
            began: now,
            told: now,
        }
    }

    /// One more is proved.
    pub fn step(&mut self, version: &str, name: &str) {
        self.done += 1;
        self.bar.inc(1);
        self.bar
            .set_message(escape::line(format!("{version} {name}")));
        if self.bar.is_hidden() && !log::is_on() && self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            let (done, number) = (self.done, self.number);
            let left = whole_seconds(left(self.began.elapsed(), done, number));
            let line = format!("{done} of {number} migrations proved, about {left} left");
            output::note(self.context, &line);
        }
    }

    /// What comes after the last of them.
    pub fn then(&self, what: &'static str) {
        self.bar.set_message(what);
    }

    /// The bar goes.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// What all of it took, and the migration that took longest.
    pub fn tell<'s>(&self, times: impl Iterator<Item = (&'s str, f64)>) {
        let all = shown(Duration::from_millis(
            u64::try_from(self.began.elapsed().as_millis() / 100 * 100).unwrap_or(u64::MAX),
        ));
        let slowest = times.max_by(|a, b| a.1.total_cmp(&b.1));
        let slowest = slowest.map_or_else(String::new, |(name, ms)| {
            format!("; the slowest, {}, ran {ms:.0} ms", escape::line(name))
        });
        let count = match self.done {
            1 => "1 migration".to_owned(),
            many => format!("{many} migrations"),
        };
        output::note(self.context, &format!("{count} in {all}{slowest}"));
    }
}

/// How long the rest takes if it goes on as before.
fn left(took: Duration, done: usize, number: usize) -> Duration {
    let rest = u32::try_from(number.saturating_sub(done)).unwrap_or(u32::MAX);
    let done = u32::try_from(done.max(1)).unwrap_or(u32::MAX);
    (took / done).saturating_mul(rest)
}

/// `45 s`, `3 min`.
fn whole_seconds(time: Duration) -> String {
    match time.as_secs() {
        seconds @ ..120 => format!("{seconds} s"),
        more => format!("{} min", more.div_ceil(60)),
    }
}

/// A bar over `steps` steps.
pub fn bar(context: &Context, steps: usize) -> ProgressBar {
    // A log has its own lines.
    let target = if context.quiet || log::is_on() {
        ProgressDrawTarget::hidden()
    } else {
        // indicatif draws nothing where stderr is not a terminal.
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta:>4} left  {wide_msg}");
    ProgressBar::with_draw_target(Some(steps as u64), target)
        .with_style(style.expect("the template is well formed"))
}

/// Connects, and says on a terminal what is waited for where that takes a while.
pub async fn waiting<T>(
    context: &Context,
    url: &DatabaseUrl,
    limit: RetryFor,
    connecting: impl Future<Output = T>,
) -> T {
    let mut connecting = std::pin::pin!(connecting);
    tokio::select! {
        session = &mut connecting => return session,
        () = sleep(SILENCE) => {}
    }
    if stderr().is_terminal() {
        let limit = shown(limit.0);
        output::note(
            context,
            &format!("waiting for {url} to answer, up to {limit} (--wait)"),
        );
    }
    connecting.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_is_done() {
        let took = Duration::from_secs(30);
        assert_eq!(left(took, 10, 40), Duration::from_secs(90));
        assert_eq!(left(took, 40, 40), Duration::ZERO);
        assert_eq!(left(Duration::ZERO, 0, 40), Duration::ZERO);
    }

    #[test]
    fn a_time_is_as_exact_as_it_is_short() {
        for (seconds, words) in [(0, "0 s"), (119, "119 s"), (120, "2 min"), (181, "4 min")] {
            assert_eq!(whole_seconds(Duration::from_secs(seconds)), words);
        }
    }
}
