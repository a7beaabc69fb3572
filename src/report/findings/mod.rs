//! The text report of a check: the answer first, then findings by kind, then remarks.

mod details;
mod grouped;
mod known;
mod majors;
mod remarks;
mod summary;
mod tables;

pub(super) use details::details;
pub(super) use summary::{fault, holding};

use super::count::count;
use super::differences::indent;
use super::palette::{bad, good, noted, quiet};
use super::short::{Length, cut};
use crate::escape;
use crate::findings::{Finding, Findings, Hides, Kind, Place, Severity, Standing, Step, Whole};

/// The whole result.
#[must_use]
pub fn findings(findings: &Findings, length: Length) -> String {
    let text = whole(findings, length);
    match length {
        Length::Short => cut(&text),
        Length::Whole => text,
    }
}

fn whole(findings: &Findings, length: Length) -> String {
    let mut text = summary::summary(findings);
    text += &tables::kinds(findings);
    text += &tables::steps(findings);
    text += &majors::differences(findings, length);
    for (standing, title) in HEADINGS {
        for kind in Kind::ALL {
            let is_its = |it: &&Finding| {
                it.kind == *kind && it.standing == standing && it.migration.is_some()
            };
            let found: Vec<&Finding> = findings.items.iter().filter(is_its).collect();
            if !found.is_empty() {
                text += &of_kind(*kind, &found, (standing, title), findings, length);
            }
        }
    }
    if let Some(whole) = &findings.scope.whole {
        text += &of_whole(whole, findings);
    }
    text += &acknowledging(findings);
    text += &remarks::remarks(findings, length);
    if let (Some(figures), Length::Whole) = (&findings.figures, length) {
        text += &tables::figures(figures);
    }
    text += &known::known(findings);
    text
}

/// What is printed one by one, and what is printed beside the kind.
const HEADINGS: [(Standing, &str); 4] = [
    (Standing::Fails, ""),
    (
        Standing::Uncovered,
        ", uncovered: it could not be seen before",
    ),
    (Standing::Tolerated, " (does not fail)"),
    (Standing::Note, " (note)"),
];

/// All findings of one kind that stand so, in order of their migrations.
fn of_kind(
    kind: Kind,
    found: &[&Finding],
    (standing, title): (Standing, &str),
    findings: &Findings,
    length: Length,
) -> String {
    let steps = found.chunk_by(|a, b| a.version() == b.version()).count();
    let title = format!("{}{title}", kind.word());
    let title = if standing.fails() {
        bad(title)
    } else {
        noted(title)
    };
    let is_note = standing == Standing::Note;
    let sort = if is_note { "note" } else { "finding" };
    let mut text = format!(
        "\n{title}: {} in {}\n",
        count(found.len(), sort),
        count(steps, "migration")
    );
    if length == Length::Short
        && let Some(grouped) = grouped::grouped(kind, found, standing)
    {
        return text + &indent(&grouped);
    }
    let is_one_place = |a: &&Finding, b: &&Finding| {
        a.version() == b.version() && place(a, findings) == place(b, findings)
    };
    for at_place in found.chunk_by(is_one_place) {
        text += &indent(&format!(
            "{}\n{}",
            place(at_place[0], findings),
            indent(&details(at_place))
        ));
    }
    text
}

/// Where to look for a finding: `V2__x.down.sql:3`.
fn place(finding: &Finding, findings: &Findings) -> String {
    let is_its = |step: &&Step| Some(&*step.version) == finding.version();
    let Some(Place { file, line, .. }) = &finding.place else {
        let step = findings.scope.steps.iter().find(is_its);
        return escape::line(step.map_or("", |step| &step.file));
    };
    let line = line.map_or_else(String::new, |line| format!(":{line}"));
    format!("{}{line}", escape::line(file))
}

/// How a finding is acknowledged, by the first for which no directive is suggested: a note before a fault.
fn acknowledging(findings: &Findings) -> String {
    let has_directive = |it: &Finding| {
        let help = it.help.as_ref();
        help.is_some_and(|help| help.contains("-- pgconform:"))
    };
    let is_open = |it: &&Finding| {
        let is_told = matches!(it.standing, Standing::Note | Standing::Fails);
        is_told && !has_directive(it) && !is_final(it)
    };
    let open = || findings.items.iter().filter(is_open);
    let note = open().find(|it| it.severity == Severity::Note);
    let Some(first) = note.or_else(|| open().next()) else {
        return String::new();
    };
    let block = findings.acknowledgement(first);
    let block: String = block
        .lines()
        .map(|line| escape::line(line) + "\n")
        .collect();
    format!(
        "\n{} where a finding is meant, say why in pgconform.toml, as for {}:\n{}",
        quiet("help:"),
        first.id,
        indent(&block)
    )
}

/// Whether nobody can mean it: what does not run is to be fixed, and what is false to be removed.
pub(super) fn is_final(it: &Finding) -> bool {
    it.kind.hides() != Hides::Nothing && it.kind != Kind::NoDown
        || matches!(it.kind, Kind::StaleDeclaration | Kind::StaleAcknowledgement)
}

/// What belongs to no single migration.
fn of_whole(whole: &Whole, findings: &Findings) -> String {
    let is_told = |it: &&Finding| {
        HEADINGS
            .iter()
            .any(|(standing, _)| it.standing == *standing)
    };
    let own: Vec<&Finding> = findings.of(None).filter(is_told).collect();
    let worst = own.iter().min_by_key(|it| (!it.standing.fails(), it.kind));
    let word = match (worst, &whole.remark) {
        (Some(finding), _) if finding.standing.fails() => bad(finding.kind.title()),
        (Some(finding), _) => noted(finding.kind.title()),
        (None, Some(remark)) => noted(escape::line(remark)),
        (None, None) => good("equal"),
    };
    let mut text = format!("\n{}: {word}\n", escape::line(&whole.title));
    text += &indent(&details(&own));
    if let (Some(_), Some(remark)) = (worst, &whole.remark) {
        text += &indent(&quiet(escape::line(remark)));
    }
    let has_fault = findings
        .items
        .iter()
        .any(|it| it.migration.is_some() && it.standing.is_fault());
    if has_fault && !own.is_empty() {
        text += &indent("fix the migrations above first: their traces show here too");
    }
    text
}
