//! The evidence of a finding.

use maud::{Markup, html};

use super::difference::difference;
use super::text::line;
use crate::escape;
use crate::findings::{Evidence, Finding};
use crate::runner::FailedSql;

pub(super) fn evidence(finding: &Finding) -> Markup {
    match &finding.evidence {
        Evidence::Sql(failed) => of_sql(failed),
        Evidence::Words(words) => of_words(words, &finding.what),
        Evidence::Difference {
            difference: found,
            looks,
        } => difference(found, looks),
        Evidence::Nothing => html! {},
    }
}

/// What the server said beside its message, which the finding has.
fn of_sql(failed: &FailedSql) -> Markup {
    let told = [("Detail", &failed.detail), ("Hint", &failed.hint)];
    html! {
        @if let Some(at) = failed.location() { pre.block tabindex="0" { (escape::seen(&at.text)) } }
        @if told.iter().any(|(_, text)| text.is_some()) {
            dl.said {
                @for (name, text) in told {
                    @if let Some(text) = text {
                        dt { (name) }
                        dd { @for words in text.lines() { div { (line(words)) } } }
                    }
                }
            }
        }
    }
}

/// Words; their first line is left out where the finding says the same.
fn of_words(words: &str, what: &str) -> Markup {
    let mut lines = words.lines().peekable();
    let repeats = |first: &&str| first.trim_end_matches(':') == what;
    lines.next_if(|first| repeats(first));
    let lines: Vec<&str> = lines.map(str::trim).collect();
    html! {
        @if !lines.is_empty() {
            ul.words {
                @for words in lines {
                    @let is_row = words.starts_with("generated row") || words.starts_with("row of");
                    li class=[is_row.then_some("row")] { (line(words)) }
                }
            }
        }
    }
}
