//! An outcome as a few lines: a step and its verdict, and below it, further in, each thing found.

use pgconform::catalog::{Change, Class, Difference};
use pgconform::checks::round_trip::{After, Found, Outcome, StepError, StepOutcome};
use serde::Serialize;
use serde_json::Value;

/// The outcome without what differs from machine to machine.
pub fn summary(outcome: &Outcome) -> String {
    let findings = outcome.findings();
    let view = outcome.view(&findings);
    let steps = outcome.steps.iter().zip(&view.steps);
    let mut text: String = steps
        .map(|(step, view)| self::step(step, view.verdict))
        .collect();
    let (Some(trip), Some(view)) = (&outcome.full_trip, &view.full_trip) else {
        return text;
    };
    text += &format!("full trip: {}\n", word(view.verdict));
    if let Some(error) = &trip.error {
        text += &indented(error);
    }
    text += &trip.differences.iter().map(found).collect::<String>();
    text
}

fn step(step: &StepOutcome, verdict: &str) -> String {
    let mut text = format!("{}: {}\n", step.version, word(verdict));
    for failure in &step.failures {
        match &failure.error {
            Some(StepError::Sql(failed)) => text += &indented(&failed.to_string()),
            Some(StepError::Words(words)) => text += &indented(words),
            None => {}
        }
    }
    if let Some(reason) = &step.irreversible {
        text += &indented(&format!("irreversible because {reason}"));
    }
    for stale in &step.stale {
        text += &indented(&stale.words);
    }
    text += &step.differences.iter().map(found).collect::<String>();
    for lost in &step.lost {
        let how = if lost.declared {
            "declared"
        } else {
            lost.kind.word()
        };
        text += &format!("  lost, {}: {}\n", word(how), lost.data);
    }
    for unfilled in &step.unfilled {
        text += &format!("  unfilled: {}, {}\n", unfilled.table, unfilled.why);
    }
    text
}

fn found(found: &Found) -> String {
    let when = match found.after {
        After::Down => "after the down",
        After::UpAgain => "after the second up",
    };
    let class = match found.class {
        Class::Schema => String::new(),
        class => format!(" [{}]", word(class)),
    };
    format!("  {when}: {}{class}\n", difference(&found.difference))
}

fn difference(difference: &Difference) -> String {
    let object = &difference.object;
    match (difference.change, &difference.fact) {
        (Change::Missing, _) => format!("{object} is missing"),
        (Change::Leftover, _) => format!("{object} is left over"),
        (Change::Changed, fact) => format!(
            "{object}, {}: {} -> {}",
            fact.as_deref().expect("a changed object names its fact"),
            value(difference.was.as_ref()),
            value(difference.is.as_ref())
        ),
    }
}

fn value(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), Value::to_string)
}

/// A word of an enum as JSON says it, with blanks.
fn word(word: impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(Value::String(word)) => word.replace('_', " "),
        other => unreachable!("verdicts and classes are words, not {other:?}"),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
