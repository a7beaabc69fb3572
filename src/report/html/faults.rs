//! What fails and why, at a glance: the worst kind first, a line for each migration.

use maud::{Markup, html};

use super::text::line;
use crate::findings::{Finding, Findings, Kind, Place};
use crate::report::count::count;

/// Nothing where nothing fails.
pub(super) fn faults(findings: &Findings) -> Markup {
    let worst = worst(findings);
    if worst.is_empty() {
        return html! {};
    }
    html! {
        section id="faults" aria-labelledby="faults-title" {
            h2 id="faults-title" { "What fails, the worst first" }
            @for kind in Kind::ALL {
                @let of_kind: Vec<&Fault<'_>> = worst.iter().filter(|it| it.worst.kind == *kind).collect();
                @if !of_kind.is_empty() {
                    div.kind {
                        h3 { (kind.title()) " " span.count { (of_kind.len()) } }
                        ul { @for fault in of_kind { (row(fault, findings)) } }
                    }
                }
            }
        }
    }
}

/// What fails of one migration, or of none.
struct Fault<'a> {
    worst: &'a Finding,
    more: usize,
    /// Where it is described on this page.
    anchor: String,
}

fn worst(findings: &Findings) -> Vec<Fault<'_>> {
    let fails = |it: &&Finding| it.standing.fails();
    let of = |version| -> Vec<&Finding> { findings.of(version).filter(fails).collect() };
    let mut all = Vec::new();
    for (at, step) in findings.scope.steps.iter().enumerate() {
        let found = of(Some(&step.version));
        if let Some(worst) = found.iter().min_by_key(|it| it.kind) {
            all.push(Fault {
                worst,
                more: found.len() - 1,
                anchor: format!("#m{at}"),
            });
        }
    }
    // What is of no migration stands alone.
    all.extend(of(None).into_iter().map(|worst| Fault {
        worst,
        more: 0,
        anchor: format!("#{}", worst.id),
    }));
    all
}

fn row(fault: &Fault<'_>, findings: &Findings) -> Markup {
    let Fault {
        worst,
        more,
        anchor,
    } = fault;
    html! {
        li {
            a href=(anchor) {
                @match &worst.migration {
                    Some(it) => { span.version { (line(&it.version)) } " " (line(&it.name)) }
                    None => { (line(worst.object.as_deref().unwrap_or(worst.check))) }
                }
            }
            " "
            div.why {
                (line(&worst.what))
                @if let Some(on) = findings.scope.seen_on(worst) { " " (on) }
                @if *more > 0 { " " span.more { "and " (count(*more, "more finding")) } }
                @if let Some(place) = &worst.place { " " span.place { (at(place)) } }
            }
        }
    }
}

/// `V2__x.down.sql:3`.
pub(super) fn at(place: &Place) -> Markup {
    html! { (line(&place.file)) @if let Some(line) = place.line { ":" (line) } }
}
