//! The answer in one line.

use std::collections::BTreeSet;

use crate::escape;
use crate::findings::{Findings, Phase, Standing};
use crate::report::count::count;
use crate::report::palette::{bad, good, noted};

pub(super) fn summary(findings: &Findings) -> String {
    let words = holding(findings);
    let painted = match words {
        HOLDS => good(words),
        PASSES => noted(words),
        _ => bad(words),
    };
    format!("{painted} {}\n", fault(findings))
}

const HOLDS: &str = "holds:";
const PASSES: &str = "passes:";
const DOES_NOT_HOLD: &str = "does not hold:";

/// The first words of the answer.
pub(in crate::report) fn holding(findings: &Findings) -> &'static str {
    if findings.fail() {
        DOES_NOT_HOLD
    } else if findings.hold() {
        HOLDS
    } else {
        PASSES
    }
}

/// The rest of the answer: of how many migrations, and on what.
pub(in crate::report) fn fault(findings: &Findings) -> String {
    let scope = &findings.scope;
    let notes = findings.count(Standing::Note);
    let notes = (notes > 0).then(|| count(notes, "note"));
    if findings.hold() {
        let claim = escape::line(&scope.claim);
        return match notes {
            Some(notes) => format!("{claim}; {notes}"),
            None => claim,
        };
    }
    let all = scope.steps.len();
    let faults = findings.items.iter().filter(|it| it.standing.is_fault());
    let at_fault: BTreeSet<&str> = faults.filter_map(|it| it.version()).collect();
    if !findings.fail() {
        return at(passing(findings, &at_fault, notes), &scope.server);
    }
    let mut text = match (at_fault.len(), &scope.whole) {
        (0, Some(whole)) => escape::line(&whole.at_fault),
        (1, _) => format!("1 of {all} migrations is at fault"),
        (many, _) => format!("{many} of {all} migrations are at fault"),
    };
    let unreached = scope
        .steps
        .iter()
        .filter(|it| it.reached == Phase::Unreached);
    let unreached = unreached.count();
    if unreached > 0 {
        text += &format!(", {unreached} not reached");
    }
    let counts = [
        (Standing::Fails, "new"),
        (Standing::Uncovered, "uncovered"),
        (Standing::Known, "known"),
        (Standing::Tolerated, "of kinds that do not fail"),
    ];
    let counts = counts.map(|(standing, what)| (findings.count(standing), what));
    if counts[1..].iter().any(|(number, _)| *number > 0) {
        let some = counts.iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = some
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
        text += &format!("; findings: {}", parts.join(", "));
    }
    if let Some(notes) = notes {
        text += &format!("; {notes}");
    }
    at(text, &scope.server)
}

/// The answer where something is at fault and nothing fails.
fn passing(findings: &Findings, at_fault: &BTreeSet<&str>, notes: Option<String>) -> String {
    let known = findings.count(Standing::Known);
    let tolerated = findings.count(Standing::Tolerated);
    let parts = [
        (known, "known", "no new findings"),
        (
            tolerated,
            "of kinds that do not fail",
            "no finding fails the run",
        ),
    ];
    let parts = parts.iter().filter(|(number, ..)| *number > 0);
    let lead = parts.clone().next_back().map_or("", |(.., lead)| lead);
    let counts: Vec<String> = parts
        .map(|(number, what, _)| format!("{number} {what}"))
        .collect();
    let all = findings.scope.steps.len();
    let of = match at_fault.len() {
        0 => String::new(),
        some => format!(" in {some} of {}", count(all, "migration")),
    };
    let notes = notes.map_or_else(String::new, |notes| format!("; {notes}"));
    format!("{lead}; {}{of}{notes}", counts.join(", "))
}

fn at(text: String, server: &str) -> String {
    match server {
        "" => text,
        server => format!("{text} ({})", escape::line(server)),
    }
}
