//! The schema at head: a picture of its tables and foreign keys, and each table in words.

mod boxes;
mod clusters;
mod layout;
mod model;
mod picture;
mod tables;

pub(super) use model::Model;

use maud::{Markup, html};

use crate::findings::Findings;
use clusters::{Cluster, clusters};

/// The picture and the tables; what is found in a table is marked where findings are given.
pub(super) fn section(model: &Model<'_>, findings: Option<&Findings>) -> Markup {
    if model.tables.is_empty() {
        return html! {};
    }
    let faults = faults(model, findings);
    let (groups, alone) = clusters(model);
    html! {
        section id="schema" aria-labelledby="schema-title" {
            h2 id="schema-title" { "The schema at head" }
            p.quiet { (model.summary()) }
            @if groups.len() > 1 { (contents(&groups)) }
            @for (at, group) in groups.iter().enumerate() {
                figure.er id={ "g" (at) } {
                    figcaption {
                        @if groups.len() > 1 { b { "Around " (group.name(model)) } " " }
                        span.count { (group.tables.len()) " tables" }
                        span.zoom data-tools="" hidden {
                            button type="button" data-zoom="-1" aria-label="Smaller" { "−" }
                            button type="button" data-zoom="0" { "100 %" }
                            button type="button" data-zoom="1" aria-label="Larger" { "+" }
                        }
                    }
                    div.scroll tabindex="0" role="region" aria-label={ "Picture of the tables around " (group.name(model)) } {
                        (picture::picture(model, group, &groups, &faults))
                    }
                }
            }
            @if !alone.is_empty() {
                figure.er {
                    figcaption { b { "Without foreign keys " } span.count { (alone.len()) } }
                    ul.chips { @for at in &alone { li { a href={ "#t" (at) } { (model.tables[*at].label) } } } }
                }
            }
            (tables::tables(model, &faults))
        }
    }
}

/// Which groups there are.
fn contents(groups: &[Cluster]) -> Markup {
    html! {
        nav aria-label="Groups of tables" {
            ul.chips {
                @for (at, group) in groups.iter().enumerate() {
                    li { a href={ "#g" (at) } { "Around " (group.title) " " span.count { (group.tables.len()) } } }
                }
            }
        }
    }
}

/// How many findings fail that are about each table.
fn faults(model: &Model<'_>, findings: Option<&Findings>) -> Vec<usize> {
    let mut faults = vec![0; model.tables.len()];
    let failing = findings.into_iter().flat_map(|it| &it.items);
    for finding in failing.filter(|it| it.standing.is_fault()) {
        let Some(object) = &finding.object else {
            continue;
        };
        // `column public.users.email`, `users.email`, `public.users, users_pkey`
        let mut names = object.split([' ', ',']).filter(|it| !it.is_empty());
        if let Some(at) = names.find_map(|name| model.table_of(name)) {
            faults[at] += 1;
        }
    }
    faults
}
