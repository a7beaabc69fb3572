//! Each migration: what was found in it, and its SQL. What fails is unfolded, the rest is folded.

use std::collections::HashMap;

use maud::{Markup, html};

use super::finding;
use super::mark::Mark;
use super::sql::{Room, files};
use super::text::line;
use crate::findings::{Finding, Findings, Standing, Step, listed};
use crate::migrations::Migration;

/// All of them, oldest first.
pub(super) fn migrations(findings: &Findings, migrations: &[Migration]) -> Markup {
    let steps = &findings.scope.steps;
    if steps.is_empty() {
        return html! {};
    }
    let by_id: HashMap<&str, &Migration> =
        migrations.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut room = Room::default();
    html! {
        section id="migrations" aria-labelledby="migrations-title" {
            h2 id="migrations-title" { "Migrations" }
            (tools(findings))
            div id="list" {
                @for (at, step) in steps.iter().enumerate() {
                    (one(findings, (at, step), by_id.get(step.version.as_str()).copied(), &mut room))
                }
            }
            p.none id="none" hidden { "No migration matches." }
        }
    }
}

/// What the script brings to life: without it nothing of this is shown.
fn tools(findings: &Findings) -> Markup {
    let steps = &findings.scope.steps;
    html! {
        div.tools data-tools="" hidden {
            label.search {
                span.hidden { "Search the migrations" }
                input type="search" placeholder="Search names, SQL, findings  ( / )" data-search="list";
            }
            fieldset.filters {
                legend.hidden { "Show" }
                @for mark in Mark::ALL {
                    @if steps.iter().any(|it| Mark::of(findings, it) == mark) {
                        label class=(mark.class()) {
                            input type="checkbox" checked data-filter=(mark.class());
                            span.sign aria-hidden="true" { (mark.sign()) } " " (mark.words(findings))
                        }
                    }
                }
            }
            div.fold {
                button type="button" data-fold="open" { "Unfold all" }
                button type="button" data-fold="" { "Fold all" }
            }
        }
    }
}

fn one(
    findings: &Findings,
    (at, step): (usize, &Step),
    migration: Option<&Migration>,
    room: &mut Room,
) -> Markup {
    let mark = Mark::of(findings, step);
    let is_told = |it: &&Finding| !matches!(it.standing, Standing::Allowed);
    let mut found: Vec<&Finding> = findings.of(Some(&step.version)).filter(is_told).collect();
    found.sort_by_key(|it| (order(it.standing), it.kind));
    let unreached = step.unreached_on();
    html! {
        details class={ "migration " (mark.class()) } id={ "m" (at) } data-mark=(mark.class())
            open[mark == Mark::Fails] {
            summary {
                span.sign aria-hidden="true" { (mark.sign()) }
                h3 { span.version { (line(&step.version)) } " " (line(&step.name)) }
                span.verdict { (mark.verdict(findings, step)) }
                span.times { (times(step)) }
            }
            div.inside {
                @if let Some(reason) = &step.irreversible {
                    p.quiet { "Declared irreversible because " (line(reason)) "." }
                }
                @if !unreached.is_empty() {
                    p.quiet { "Not reached on PostgreSQL " (listed(&unreached)) "." }
                }
                @for it in &found { (finding::finding(it, findings)) }
                @if let Some(migration) = migration { (files(migration, &found, mark, room)) }
            }
        }
    }
}

/// What fails first, what is meant last.
fn order(standing: Standing) -> u8 {
    match standing {
        Standing::Fails | Standing::Uncovered => 0,
        Standing::Tolerated | Standing::Known => 1,
        Standing::Note => 2,
        Standing::Acknowledged | Standing::Allowed => 3,
    }
}

fn times(step: &Step) -> String {
    let ms = |what: &str, ms: Option<f64>| ms.map(|ms| format!("{what} {ms:.0} ms"));
    let times = [ms("up", step.up_ms), ms("down", step.down_ms)];
    times.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
