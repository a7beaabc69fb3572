//! What a check found as one page that a browser shows: no network, no script needed to read it, and every text of
//! others escaped.
//!
//! First what fails and why, then each migration with its SQL, then a picture of the schema. The page is made of its input
//! alone: the same findings give the same bytes.

mod answer;
mod difference;
mod document;
mod evidence;
mod faults;
mod finding;
mod help;
mod mark;
mod migrations;
mod remarks;
mod schema;
mod sql;
mod text;

use maud::html;

use crate::catalog::Catalog;
use crate::escape;
use crate::findings::{Finding, Findings};
use crate::migrations::Migration;
use document::document;
use schema::Model;

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// What was found.
    pub findings: &'a Findings,
    /// The migrations that were checked, for their SQL.
    pub migrations: &'a [Migration],
    /// What they make; `None` where that was not reached.
    pub schema: Option<&'a Catalog>,
}

/// The whole page.
#[must_use]
pub fn html(page: &Page<'_>) -> String {
    let Page {
        findings,
        migrations,
        schema,
    } = *page;
    let model = schema.map(Model::of);
    let whole = findings.scope.whole.as_ref();
    let own: Vec<&Finding> = findings.of(None).collect();
    let body = html! {
        (answer::answer(findings))
        main id="main" {
            (answer::history(findings))
            (faults::faults(findings))
            (migrations::migrations(findings, migrations))
            @if let (Some(whole), false) = (whole, own.is_empty()) {
                section id="whole" aria-labelledby="whole-title" {
                    h2 id="whole-title" { (escape::line(&whole.title)) }
                    @if let Some(remark) = &whole.remark { p.quiet { (escape::line(remark)) } }
                    @for finding in own { (finding::finding(finding, findings)) }
                }
            }
            @if let Some(model) = &model { (schema::section(model, Some(findings))) }
            (remarks::remarks(findings))
        }
    };
    document(&format!("pgconform {}", findings.check), &body)
}

/// The page of a schema: its picture, and all of its tables with their comments.
#[must_use]
pub fn html_schema(title: &str, catalog: &Catalog) -> String {
    let model = Model::of(catalog);
    let body = html! {
        header.top {
            p.brand { "pgconform " span { "snapshot" } }
            h1 { "The schema of " (escape::line(title)) }
            p.lead { (model.summary()) }
        }
        main id="main" { (schema::section(&model, None)) }
    };
    document(&format!("The schema of {}", escape::line(title)), &body)
}

/// The page of an error that left no result.
#[must_use]
pub fn html_error(check: &str, error: &dyn std::error::Error) -> String {
    let words = escape::output(&escape::conceal(&error.to_string()));
    let body = html! {
        header.top.fails {
            p.brand { "pgconform " span { (check) } }
            h1 { span.glyph aria-hidden="true" { "!" } " No result" }
        }
        main id="main" { pre.block { (words) } }
    };
    document(&format!("pgconform {check}"), &body)
}
