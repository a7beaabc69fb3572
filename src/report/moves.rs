//! What `up` and `down` did.

use serde::Serialize;

use super::palette::{good, noted, quiet};
use crate::escape;
use crate::migrations::{Direction, Migrations, Version};
use crate::runner::{DryRunStep, Step, Stopped};

/// The result of a move.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The steps, in the order in which they were made.
    pub steps: Vec<Step>,
    /// Where the database stands now; `None` is base.
    pub current: Option<Version>,
}

/// A line a step, and where the database stands.
#[must_use]
pub fn moves(moved: &Moved) -> String {
    let mut text = String::new();
    for step in &moved.steps {
        let time = quiet(format!("{:.1} ms", step.ms));
        let name = escape::line(&step.name);
        text += &format!("{} {} {name}  {time}\n", good("✓"), step.version);
    }
    let place = place(moved.current);
    if moved.steps.is_empty() {
        text += &format!("nothing to do: the database is at {place}\n");
    } else {
        text += &format!("the database is at {place}\n");
    }
    text
}

/// What `up --dry-run` and `down --dry-run` would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DryRun {
    /// Up or down.
    #[serde(rename = "way")]
    pub direction: Direction,
    /// The steps, in the order in which they would be made.
    pub steps: Vec<DryRunStep>,
    /// What no rollback has taken back, a clause each.
    pub stays: Vec<String>,
}

/// A line a step.
#[must_use]
pub fn dry_run(dry_run: &DryRun) -> String {
    let mut text = String::new();
    for step in &dry_run.steps {
        let (mark, time) = match step.ms {
            Some(ms) => (good("✓"), quiet(format!("{ms:.1} ms, rolled back"))),
            None => (
                noted("?"),
                quiet("not tried: outside a transaction, or after one that is"),
            ),
        };
        text += &format!("{mark} {}  {time}\n", escape::line(&step.file));
    }
    if dry_run.steps.is_empty() {
        return text + "nothing to do\n";
    }
    let nothing = if dry_run.stays.is_empty() {
        "nothing"
    } else {
        text += "a rollback does not undo:\n";
        for stays in &dry_run.stays {
            text += &format!("  {}\n", escape::line(stays));
        }
        "nothing else"
    };
    text + &format!(
        "{nothing} was changed; 'pgconform {}' would run these\n",
        dry_run.direction
    )
}

/// Where a move stands that was stopped in the middle, in one line.
#[must_use]
pub fn stopped(stopped: &Stopped, migrations: &Migrations, direction: Direction) -> String {
    if !stopped.had_begun {
        return "it was waiting for another runner, and changed nothing".to_owned();
    }
    let current = stopped.history.current();
    let applied = current.map_or(&[][..], |version| migrations.up_to(version));
    let next = match direction {
        Direction::Up => migrations.all().get(applied.len()),
        Direction::Down => applied.last(),
    };
    let step = match (&stopped.history.interrupted, next) {
        (Some(half), _) => format!(
            "the {} of {} is half done, and {} of its {} statements are committed",
            half.direction,
            half.version,
            half.done(),
            half.of
        ),
        (None, Some(next)) => format!(
            "the {direction} of {} {} was rolled back",
            next.version, next.name
        ),
        (None, None) => "no step was left".to_owned(),
    };
    format!(
        "{step}; the database is at {}; 'pgconform {direction}' continues from there",
        place(current)
    )
}

/// A version, or base.
pub(super) fn place(version: Option<Version>) -> String {
    version.map_or_else(|| "base".to_owned(), |version| version.to_string())
}
