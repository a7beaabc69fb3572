//! What a check found, for people: the answer first, then what is to be fixed by kind, then what is good to know.

mod details;
mod known;
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
use crate::findings::{Finding, Findings, Kind, Severity, Standing, Whole};

/// The whole result.
#[must_use]
pub fn findings(findings: &Findings, length: Length) -> String {
    let text = whole(findings);
    match length {
        Length::Short => cut(&text),
        Length::Whole => text,
    }
}

fn whole(findings: &Findings) -> String {
    let mut text = summary::summary(findings);
    text += &tables::kinds(findings);
    text += &tables::steps(findings);
    for (standing, title) in HEADINGS {
        for kind in Kind::ALL {
            let is_its = |it: &&Finding| {
                it.kind == *kind && it.standing == standing && it.migration.is_some()
            };
            let found: Vec<&Finding> = findings.items.iter().filter(is_its).collect();
            if !found.is_empty() {
                text += &of_kind(*kind, &found, standing, title, findings);
            }
        }
    }
    if let Some(whole) = &findings.scope.whole {
        text += &of_whole(whole, findings);
    }
    text += &acknowledging(findings);
    text += &remarks::remarks(findings);
    text += &known::known(findings);
    text
}

/// What is told one by one, and what is said beside the kind.
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
    standing: Standing,
    title: &str,
    findings: &Findings,
) -> String {
    let steps: Vec<_> = found.chunk_by(|a, b| a.version() == b.version()).collect();
    let title = format!("{}{title}", kind.word());
    let title = if standing.fails() {
        bad(title)
    } else {
        noted(title)
    };
    let sort = match standing {
        Standing::Note => "note",
        _ => "finding",
    };
    let mut text = format!(
        "\n{title}: {} in {}\n",
        count(found.len(), sort),
        count(steps.len(), "migration")
    );
    for of_step in steps {
        let is_its = |step: &&crate::findings::Step| Some(&*step.version) == of_step[0].version();
        let file = findings.scope.steps.iter().find(is_its);
        let file = file.map_or("", |step| &step.file);
        text += &indent(&format!(
            "{}\n{}",
            escape::line(file),
            indent(&details(of_step))
        ));
    }
    text
}

/// How a note is acknowledged, by the first for which no directive is suggested.
fn acknowledging(findings: &Findings) -> String {
    let has_directive = |it: &Finding| {
        it.help
            .as_ref()
            .is_some_and(|help| help.contains("-- pgconform:"))
    };
    let is_open = |it: &&Finding| {
        let is_told = matches!(it.standing, Standing::Note | Standing::Fails);
        is_told && it.severity == Severity::Note && !has_directive(it)
    };
    let Some(first) = findings.items.iter().find(is_open) else {
        return String::new();
    };
    let block = findings.acknowledgement(first);
    let block: String = block
        .lines()
        .map(|line| escape::line(line) + "\n")
        .collect();
    format!(
        "\n{} where a note is meant, say why in pgconform.toml, as for {}:\n{}",
        quiet("help:"),
        first.id,
        indent(&block)
    )
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
