//! The tables of kinds and of steps.

use std::collections::BTreeSet;
use std::fmt::Display;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};

use crate::escape;
use crate::findings::{Figures, Finding, Findings, Kind, OnMajor, Phase, Standing, Step};
use crate::report::palette::{bad, good, noted, quiet};

/// So many steps are all shown; of more, those at fault.
const FEW: usize = 40;

/// How many findings there are of each kind; nothing where there are none.
pub(super) fn kinds(findings: &Findings) -> String {
    let is_told = |it: &&Finding| it.standing.is_fault() || it.standing == Standing::Note;
    let told: Vec<&Finding> = findings.items.iter().filter(is_told).collect();
    if told.is_empty() {
        return String::new();
    }
    let has_known = findings.count(Standing::Known) > 0;
    let mut table = new(["kind", "migrations", "findings"]);
    if has_known {
        table.set_header(["kind", "migrations", "findings", "of them known"]);
    }
    for kind in Kind::ALL {
        let found: Vec<&&Finding> = told.iter().filter(|it| it.kind == *kind).collect();
        if found.is_empty() {
            continue;
        }
        let steps: BTreeSet<&str> = found.iter().filter_map(|it| it.version()).collect();
        let known = found.iter().filter(|it| it.standing == Standing::Known);
        let known = known.count();
        let steps = match steps.len() {
            0 => "-".to_owned(),
            many => many.to_string(),
        };
        let is_noted = found.iter().all(|it| it.standing == Standing::Note);
        let word = if is_noted {
            format!("{} (note)", kind.word())
        } else {
            kind.word().to_owned()
        };
        let mut row = vec![Cell::new(word), right(steps), right(found.len())];
        row.extend(has_known.then(|| right(known)));
        table.add_row(row);
    }
    let help = quiet("pgconform explain KIND says what a kind means and how to fix it");
    format!("{table}\n{help}\n")
}

/// How the steps ended.
pub(super) fn steps(findings: &Findings) -> String {
    let steps = &findings.scope.steps;
    let is_told = |step: &Step| steps.len() <= FEW || findings.worst(&step.version).is_some();
    let header = ["version", "name", "verdict"].map(str::to_owned);
    let mut header = header.to_vec();
    match steps.first() {
        Some(first) if !first.on_majors.is_empty() => {
            header.extend(first.on_majors.iter().map(|on| format!("on {}", on.major)));
        }
        _ => header.extend(["up", "down"].map(str::to_owned)),
    }
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_header(header);
    let mut left_out = 0;
    for step in steps {
        if is_told(step) {
            let mut row = vec![
                right(escape::line(&step.version)),
                Cell::new(escape::line(&step.name)),
                Cell::new(verdict(findings, step)),
            ];
            match &step.on_majors[..] {
                [] => row.extend([step.up_ms, step.down_ms].map(|it| right(ms(it)))),
                majors => row.extend(majors.iter().map(|on| right(on_major(findings, step, on)))),
            }
            table.add_row(row);
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

/// Figures under their title, each line with what they are of.
pub(super) fn figures(figures: &Figures) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(&figures.header);
    for line in &figures.lines {
        let mut cells = line.iter().map(escape::line);
        let name = cells.next().unwrap_or_default();
        table.add_row([Cell::new(name)].into_iter().chain(cells.map(right)));
    }
    let title = noted(escape::line(&figures.title));
    if table.is_empty() {
        return format!("\n{title}\n");
    }
    format!("\n{title}\n{table}\n")
}

/// The worst that has to be fixed in a step, in words; or why there is nothing.
fn verdict(findings: &Findings, step: &Step) -> String {
    let is_known = |it: &Finding| !it.standing.is_fault() || it.standing == Standing::Known;
    match findings.worst(&step.version) {
        Some(worst) if findings.of(Some(&step.version)).all(is_known) => {
            quiet(format!("{} (known)", worst.kind.title()))
        }
        Some(worst) => bad(worst.kind.title()),
        None if step.reached == Phase::Unreached => bad("not reached"),
        None if step.irreversible.is_some() => good("declared irreversible"),
        None => good(findings.scope.sound),
    }
}

/// How a step ended on one of several major versions, where that is not its verdict; else how long its up and its down
/// took there.
fn on_major(findings: &Findings, step: &Step, on: &OnMajor) -> String {
    let is_on = |it: &&Finding| {
        let seen = it.seen_on.as_ref();
        let is_told = it.standing.is_fault() || findings.stopped(&step.version) == Some(it);
        is_told && seen.is_none_or(|seen| seen.majors.contains(&on.major))
    };
    let worst = findings.of(Some(&step.version)).filter(is_on);
    let verdict = findings.worst(&step.version).map(|it| it.kind);
    let here = worst.min_by_key(|it| it.kind);
    match here {
        _ if on.reached == Phase::Unreached => noted("not reached"),
        Some(worst) if Some(worst.kind) != verdict && worst.standing.fails() => {
            bad(worst.kind.title())
        }
        Some(worst) if Some(worst.kind) != verdict => noted(worst.kind.title()),
        None if verdict.is_some() => good(findings.scope.sound),
        Some(_) | None => format!("{} / {}", ms(on.up_ms), ms(on.down_ms)),
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
