//! Each table in words: what a picture says, for who searches, hears or prints it, and what it has no room for.

use maud::{Markup, html};

use super::Model;
use super::model::{Column, Table};
use crate::escape;
use crate::report::count::count;

pub(super) fn tables(model: &Model<'_>, faults: &[usize]) -> Markup {
    html! {
        h3 { "Tables" }
        div.tools data-tools="" hidden {
            label.search {
                span.hidden { "Search the tables" }
                input type="search" placeholder="Search tables, columns, comments" data-search="tables";
            }
        }
        div id="tables" {
            @for (at, table) in model.tables.iter().enumerate() { (one(model, at, table, faults[at])) }
        }
        @if !model.enums.is_empty() {
            details.remark {
                summary { "Enums " span.count { (model.enums.len()) } }
                ul.words { @for (name, labels) in &model.enums { li { code { (name) } ": " (labels.join(", ")) } } }
            }
        }
        @if !model.views.is_empty() {
            details.remark {
                summary { "Views " span.count { (model.views.len()) } }
                ul.words { @for name in &model.views { li { code { (name) } } } }
            }
        }
    }
}

fn one(model: &Model<'_>, at: usize, table: &Table<'_>, faults: usize) -> Markup {
    let foreign = model.references.iter().filter(|it| it.from == at);
    let pointing = model
        .references
        .iter()
        .filter(|it| it.to == at && it.from != at);
    html! {
        details.table id={ "t" (at) } {
            summary {
                h4 { (table.label) }
                span.count { (count(table.columns.len(), "column")) }
                @if table.partitions > 0 { " " span.count { (count(table.partitions, "partition")) } }
                @if faults > 0 { " " span.badfaults { "✕ " (count(faults, "finding")) } }
                @if let Some(comment) = table.comment { span.comment { (escape::line(comment)) } }
            }
            div.scroll tabindex="0" role="region" aria-label={ "Columns of " (table.label) } {
                table.plain {
                    thead { tr { th scope="col" { "column" } th scope="col" { "type" } th scope="col" { "default" } th scope="col" { "comment" } } }
                    tbody { @for column in &table.columns { (row(column)) } }
                }
            }
            ul.words {
                @for it in foreign { li { code { (escape::line(&it.definition)) } " " a href={ "#t" (it.to) } { (model.tables[it.to].label) } } }
                @for (name, definition) in &table.constraints { li { (escape::line(name)) ": " code { (escape::line(definition)) } } }
                @for definition in &table.indexes { li { code { (escape::line(definition)) } } }
                @for it in pointing { li { "pointed to by " a href={ "#t" (it.from) } { (model.tables[it.from].label) } } }
            }
        }
    }
}

fn row(column: &Column<'_>) -> Markup {
    let key = match (column.is_primary, column.is_foreign) {
        (true, _) => "primary key",
        (false, true) => "foreign key",
        (false, false) => "",
    };
    html! {
        tr {
            th scope="row" { (escape::line(&column.name)) @if !key.is_empty() { " " span.key { (key) } } }
            td { (escape::line(column.type_name)) @if !column.is_not_null { " " span.quiet { "null" } } }
            td { @if let Some(default) = &column.default { code { (escape::line(default)) } } }
            td { @if let Some(comment) = column.comment { (escape::line(comment)) } }
        }
    }
}
