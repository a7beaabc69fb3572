//! The log of `--log`: events as they happen, on stderr, apart from the result.

use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use nix::unistd::{Uid, User};
use pgconform::connection::{DatabaseUrl, Event, Origin};
use pgconform::escape;
use pgconform::migrations::Direction;
use pgconform::runner::Step;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// For people
    Text,
    /// For machines, one object per line
    Json,
}

/// Writes this program's own events from now on; where no log was asked for, warnings alone.
pub fn start(log: Option<Log>) {
    let level = log.map_or(Level::WARN, |_| Level::INFO);
    let ours = Targets::new().with_target("pgconform", level);
    let lines = fmt::layer()
        .with_writer(move || Lines(log))
        .with_ansi(false)
        .with_target(false);
    let layer = match log {
        None => lines.without_time().compact().boxed(),
        Some(Log::Text) => lines.boxed(),
        Some(Log::Json) => lines
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(ours))
        .init();
}

/// Whether a log was asked for, which has its own lines for what would be notes.
pub fn is_on() -> bool {
    tracing::enabled!(Level::INFO)
}

/// stderr, for one event at a time, which the layer writes with its end of line in one call.
struct Lines(Option<Log>);

impl Write for Lines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let shown = match self.0 {
            Some(Log::Json) => escape::json(&text),
            Some(Log::Text) | None => escape::output(&escape::continued(&text)),
        };
        io::stderr().write_all(shown.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// Records who made a step, where, and how long it took.
pub fn step(url: &DatabaseUrl, direction: Direction, step: &Step) {
    tracing::info!(
        database = %url,
        user = url.user(),
        by = person(),
        way = %direction,
        version = %step.version,
        name = step.name,
        ms = step.ms,
        "migrated"
    );
}

/// Records which database is meant, and what says so.
pub fn address(url: &DatabaseUrl, origin: &Origin) {
    let file = origin.file.as_ref();
    tracing::info!(
        database = %url,
        variable = origin.variable,
        file = file.map(|file| file.display().to_string()),
        "database"
    );
}

/// Records a try to connect.
pub fn connecting(event: &Event<'_>) {
    match event {
        Event::Failed {
            target,
            attempt,
            reason,
            pause: Some(pause),
        } => tracing::info!(
            database = %target,
            attempt,
            reason,
            pause_ms = milliseconds(*pause),
            "connecting failed, trying again"
        ),
        Event::Failed {
            target,
            attempt,
            reason,
            pause: None,
        } => tracing::info!(database = %target, attempt, reason, "connecting failed"),
        Event::Connected {
            target,
            version,
            took,
            tls,
        } => tracing::info!(
            database = %target,
            user = target.user(),
            postgres = version.unwrap_or("unknown"),
            ms = milliseconds(*took),
            tls,
            "connected"
        ),
        _ => {}
    }
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

/// Whom this process runs as on its machine.
fn person() -> String {
    let uid = Uid::current();
    let user = User::from_uid(uid).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}
