//! What there is of each kind, and how each step ended.

use std::collections::BTreeSet;
use std::fmt::Display;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};

use crate::checks::findings::{Finding, Judged, Kind, Standing};
use crate::checks::round_trip::{StepOutcome, Verdict};
use crate::foreign;
use crate::report::palette::{bad, good, quiet};

/// So many steps are all shown; of more, those at fault.
const FEW: usize = 40;

/// How many findings there are of each kind; nothing where there are none.
pub(super) fn kinds(judged: &Judged<'_>) -> String {
    if judged.findings.is_empty() {
        return String::new();
    }
    let has_known = judged.count(Standing::Known) > 0;
    let mut table = new(["kind", "migrations", "findings"]);
    if has_known {
        table.set_header(["kind", "migrations", "findings", "of them known"]);
    }
    for kind in Kind::ALL {
        let is_its = |finding: &&Finding<'_>| finding.kind == kind;
        let found: Vec<&Finding<'_>> = judged.findings.iter().filter(is_its).collect();
        if !found.is_empty() {
            let steps: BTreeSet<usize> = found.iter().filter_map(|it| it.step).collect();
            let is_known = |it: &&&Finding<'_>| it.standing == Standing::Known;
            let known = found.iter().filter(is_known).count();
            let steps = match steps.len() {
                0 => "-".to_owned(),
                many => many.to_string(),
            };
            let mut row = vec![Cell::new(kind.word()), right(steps), right(found.len())];
            row.extend(has_known.then(|| right(known)));
            table.add_row(row);
        }
    }
    format!("{table}\n")
}

/// How the steps ended.
pub(super) fn steps(judged: &Judged<'_>) -> String {
    let steps = &judged.outcome.steps;
    let is_told = |step: &StepOutcome| {
        steps.len() <= FEW || step.verdict.is_finding() && step.verdict != Verdict::NotReached
    };
    let mut table = new(["version", "name", "verdict", "up", "down"]);
    let mut left_out = 0;
    for (index, step) in steps.iter().enumerate() {
        if is_told(step) {
            table.add_row([
                right(foreign::line(&step.version)),
                Cell::new(foreign::line(&step.name)),
                Cell::new(verdict(judged, index, step.verdict)),
                right(ms(step.up_ms)),
                right(ms(step.down_ms)),
            ]);
        } else {
            left_out += 1;
        }
    }
    if table.is_empty() {
        return String::new();
    }
    let note = match left_out {
        0 => String::new(),
        _ => quiet(format!(
            "{left_out} more steps are not at fault or were not reached; --format json has them\n"
        )),
    };
    format!("{table}\n{note}")
}

fn verdict(judged: &Judged<'_>, step: usize, verdict: Verdict) -> String {
    let word = word(verdict);
    if !verdict.is_finding() {
        good(word)
    } else if verdict != Verdict::NotReached
        && judged
            .of_step(step)
            .all(|it| it.standing == Standing::Known)
    {
        quiet(format!("{word} (known)"))
    } else {
        bad(word)
    }
}

/// The verdict in words.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reversible => "reversible",
        Verdict::DeclaredIrreversible => "declared irreversible",
        Verdict::UpFailed => "up failed",
        Verdict::NeedsExtension => "needs an extension",
        Verdict::NeedsNewerPostgres => "needs a newer PostgreSQL",
        Verdict::Confined => "refused by confinement",
        Verdict::NoDown => "no down",
        Verdict::DownFailed => "down failed",
        Verdict::UpAgainFailed => "up failed after the down",
        Verdict::Differs => "differs",
        Verdict::UndeclaredLoss => "undeclared loss",
        Verdict::StaleDeclaration => "stale declaration",
        Verdict::NotReached => "not reached",
    }
}

fn ms(time: Option<f64>) -> String {
    time.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1} ms"))
}

fn new<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    table
}

fn right(text: impl Display) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
