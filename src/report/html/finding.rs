//! One finding: its evidence, its help, and what to paste if it is intended.

use maud::{Markup, html};

use super::evidence::evidence;
use super::faults::at;
use super::help::help;
use super::text::{line, pasted};
use crate::findings::{Finding, Findings, Standing};
use crate::report::findings::is_final;

pub(super) fn finding(finding: &Finding, findings: &Findings) -> Markup {
    let (class, how) = match finding.standing {
        Standing::Fails => ("fails", None),
        Standing::Uncovered => ("fails", Some("uncovered")),
        Standing::Tolerated => ("known", Some("does not fail")),
        Standing::Known => ("known", Some("known")),
        Standing::Note => ("noted", Some("note")),
        Standing::Acknowledged | Standing::Allowed => ("sound", Some("acknowledged")),
    };
    let can_be_meant = finding.acknowledged_by.is_none() && !is_final(finding);
    html! {
        article class={ "finding " (class) } id=(finding.id) {
            p.kindline {
                span.kindname { (finding.kind.title()) }
                @if let Some(how) = how { " " span.how { (how) } }
                @if let Some(place) = &finding.place { " " span.place { (at(place)) } }
                @if let Some(on) = findings.scope.seen_on(finding) { " " span.how { (on) } }
            }
            h4 { (line(&finding.what)) }
            (evidence(finding))
            @if let Some(by) = &finding.acknowledged_by { p.quiet { "Acknowledged: " (line(by)) } }
            @else if let Some(text) = &finding.help { (help(text)) }
            @if can_be_meant {
                details.meant {
                    summary { "If this is meant" }
                    p { "Say why in pgconform.toml:" }
                    (pasted(&findings.acknowledgement(finding)))
                }
            }
            p.id { a href={ "#" (finding.id) } { (finding.id) } }
        }
    }
}
