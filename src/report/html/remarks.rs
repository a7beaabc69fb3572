//! Remarks that are not findings, and the lines of the baseline that are resolved.

use maud::{Markup, html};

use super::text::line;
use crate::findings::{Figures, Findings, Group, Remark};
use crate::report::count::count;

pub(super) fn remarks(findings: &Findings) -> Markup {
    let all: Vec<&Remark> = findings.remarks.iter().chain(&findings.details).collect();
    html! {
        @if !all.is_empty() {
            section id="remarks" aria-labelledby="remarks-title" {
                h2 id="remarks-title" { "Good to know" }
                @for remark in all { (one(remark)) }
            }
        }
        @if !findings.resolved.is_empty() {
            section id="resolved" aria-labelledby="resolved-title" {
                h2 id="resolved-title" { "Resolved: " (count(findings.resolved.len(), "finding")) " of the baseline" }
                p { "Remove them from it with " code { "--write-baseline" } "." }
                ul.words { @for it in &findings.resolved { li { code { (it.id) } " " (line(&it.what)) } } }
            }
        }
        @if let Some(figures) = &findings.figures { (table(figures)) }
    }
}

fn one(remark: &Remark) -> Markup {
    html! {
        details.remark {
            summary { (line(remark.title)) " " span.count { (remark.groups.iter().map(|it| it.names.len()).sum::<usize>()) } }
            ul.words {
                @for Group { names, why } in &remark.groups {
                    li {
                        @for (at, name) in names.iter().enumerate() { @if at > 0 { ", " } code { (line(name)) } }
                        @if let Some(why) = why { ": " (line(why)) }
                    }
                }
            }
        }
    }
}

fn table(figures: &Figures) -> Markup {
    html! {
        section id="figures" aria-labelledby="figures-title" {
            h2 id="figures-title" { "Rows that the proof put in" }
            details.remark {
                summary { (line(&figures.title)) }
                div.scroll tabindex="0" role="region" aria-label="Rows of each table" {
                    table.plain {
                        thead { tr { @for head in &figures.header { th scope="col" { (head) } } } }
                        tbody { @for cells in &figures.lines { tr { @for cell in cells { td { (line(cell)) } } } } }
                    }
                }
            }
        }
    }
}
