//! The answer in one line.

use crate::checks::findings::{Judged, Standing};
use crate::checks::round_trip::{PostgresUsed, Verdict};
use crate::foreign;
use crate::report::palette::{bad, good, noted};

use super::count;

pub(super) fn summary(judged: &Judged<'_>) -> String {
    let words = holding(judged);
    let painted = match words {
        HOLDS => good(words),
        PASSES => noted(words),
        _ => bad(words),
    };
    format!("{painted} {}\n", fault(judged))
}

const HOLDS: &str = "holds:";
const PASSES: &str = "passes:";
const DOES_NOT_HOLD: &str = "does not hold:";

/// The first words of the answer.
pub(in crate::report) fn holding(judged: &Judged<'_>) -> &'static str {
    if judged.fails() {
        DOES_NOT_HOLD
    } else if judged.findings.is_empty() {
        HOLDS
    } else {
        PASSES
    }
}

/// What it was proved on.
pub(in crate::report) fn server(used: &PostgresUsed) -> String {
    let confined = if used.confined { ", confined" } else { "" };
    foreign::line(format!(
        "PostgreSQL {}, {}{confined}",
        used.version, used.source
    ))
}

/// The rest of the answer: of how many migrations, and on what.
pub(in crate::report) fn fault(judged: &Judged<'_>) -> String {
    let outcome = judged.outcome;
    let (all, on) = (outcome.steps.len(), server(&outcome.postgres));
    if judged.findings.is_empty() {
        return format!("{} proved on {on}", count(all, "migration"));
    }
    let verdicts = || outcome.steps.iter().map(|step| step.verdict);
    let not_reached = verdicts().filter(|it| *it == Verdict::NotReached).count();
    let faulty = verdicts().filter(|it| it.is_finding()).count() - not_reached;
    let mut text = match faulty {
        0 => "the full trip is at fault".to_owned(),
        1 => format!("1 of {all} migrations is at fault"),
        many => format!("{many} of {all} migrations are at fault"),
    };
    if not_reached > 0 {
        text += &format!(", {not_reached} not reached");
    }
    let [new, known, tolerated] = [Standing::Fails, Standing::Known, Standing::Tolerated]
        .map(|standing| judged.count(standing));
    if known + tolerated > 0 {
        let parts = [
            (new, "new"),
            (known, "known"),
            (tolerated, "of kinds that do not fail"),
        ];
        let parts = parts.into_iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = parts
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        text += &format!("; findings: {}", parts.join(", "));
    }
    format!("{text} ({on})")
}
