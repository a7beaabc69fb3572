//! What `verify-rollback` found, for people: the answer first, then what is to be mended by kind,
//! then what is good to know.

mod details;
mod known;
mod remarks;
mod summary;
mod tables;
mod trip;

pub(super) use details::details;
pub(super) use summary::{fault, holding, server};

use super::differences::indent;
use super::palette::{bad, noted};
use crate::checks::findings::{Finding, Judged, Kind, Standing};
use crate::foreign;

/// The whole result.
#[must_use]
pub fn round_trip(judged: &Judged<'_>) -> String {
    let mut text = summary::summary(judged);
    text += &tables::kinds(judged);
    text += &tables::steps(judged);
    for kind in Kind::ALL {
        let is_its = |it: &&Finding<'_>| it.kind == kind && it.standing != Standing::Known;
        let found: Vec<&Finding<'_>> = judged.findings.iter().filter(is_its).collect();
        // Those of the trip stand with it.
        if !found.is_empty() && found[0].step.is_some() {
            text += &of_kind(kind, &found, judged);
        }
    }
    text += &trip::trip(judged);
    text += &remarks::remarks(judged);
    text += &known::known(judged);
    text
}

/// All new findings of one kind, in order of their migrations.
fn of_kind(kind: Kind, found: &[&Finding<'_>], judged: &Judged<'_>) -> String {
    let steps: Vec<_> = found.chunk_by(|a, b| a.step == b.step).collect();
    let title = match found[0].standing {
        Standing::Fails => bad(kind.word()),
        _ => noted(format!("{} (does not fail)", kind.word())),
    };
    let count = count(found.len(), "finding");
    let mut text = format!(
        "\n{title}: {count} in {}\n",
        self::count(steps.len(), "migration")
    );
    for of_step in steps {
        if let Some(step) = of_step[0].step {
            let step = &judged.outcome.steps[step];
            let file = foreign::line(&step.file);
            text += &indent(&format!("{file}\n{}", indent(&details(of_step))));
        }
    }
    text
}

/// `1 finding`, `2 findings`.
fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
