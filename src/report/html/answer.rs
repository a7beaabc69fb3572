//! The answer, and the history as a strip of steps.

use maud::{Markup, html};

use super::mark::Mark;
use crate::escape;
use crate::findings::Findings;
use crate::report::findings::{fault, holding};

/// The top of the page.
pub(super) fn answer(findings: &Findings) -> Markup {
    let (class, sign) = if findings.fail() {
        ("fails", "✕")
    } else if findings.hold() {
        ("sound", "✓")
    } else {
        ("known", "!")
    };
    let words = holding(findings).trim_end_matches(':');
    let steps = &findings.scope.steps;
    html! {
        header class={ "top " (class) } {
            p.brand { "pgconform " span { (findings.check) } }
            h1 {
                span.glyph aria-hidden="true" { (sign) }
                " " (first_capital(words))
            }
            p.lead { (fault(findings)) }
            @if !steps.is_empty() {
                ul.tally {
                    @for mark in Mark::ALL {
                        @let number = steps.iter().filter(|it| Mark::of(findings, it) == mark).count();
                        @if number > 0 {
                            li class=(mark.class()) {
                                span.sign aria-hidden="true" { (mark.sign()) }
                                b { (number) } " " (mark.words(findings))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// All migrations, oldest first, each in the colour of its verdict and with its sign.
pub(super) fn history(findings: &Findings) -> Markup {
    let steps = &findings.scope.steps;
    if steps.is_empty() {
        return html! {};
    }
    let (first, last) = (&steps[0].version, &steps[steps.len() - 1].version);
    html! {
        section id="history" aria-labelledby="history-title" {
            h2 id="history-title" { "History" }
            ol.strip {
                @for (at, step) in steps.iter().enumerate() {
                    @let mark = Mark::of(findings, step);
                    @let words = format!("{} {}: {}", step.version, step.name, mark.verdict(findings, step));
                    li { a class=(mark.class()) href={ "#m" (at) } title=(escape::line(words)) { (mark.sign()) } }
                }
            }
            p.ends aria-hidden="true" {
                span { (escape::line(first)) }
                span { "oldest → newest" }
                span { (escape::line(last)) }
            }
        }
    }
}

fn first_capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|it| it.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}
