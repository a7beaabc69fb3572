//! What differs between several major versions of PostgreSQL, by class.

use crate::escape;
use crate::findings::{ByMajor, Finding, Findings, SeenOn};
use crate::report::count::count;
use crate::report::differences::indent;
use crate::report::palette::{bad, noted, quiet};
use crate::report::short::Length;

/// So many of a class are listed in short.
const FEW: usize = 5;

/// Every finding that was seen on some of the major versions only; nothing where there are none.
pub(super) fn differences(findings: &Findings, length: Length) -> String {
    let mut text = String::new();
    for class in ByMajor::ALL {
        let is_its = |it: &&Finding| it.difference() == Some(class);
        let found: Vec<&Finding> = findings.items.iter().filter(is_its).collect();
        if found.is_empty() {
            continue;
        }
        let fails = found.iter().any(|it| it.standing.fails());
        let title = if fails {
            bad(class.title())
        } else {
            noted(class.title())
        };
        text += &format!("  {title}: {}\n", count(found.len(), "finding"));
        let shown = match length {
            Length::Short => found.len().min(FEW),
            Length::Whole => found.len(),
        };
        let lines: String = found[..shown].iter().map(|it| line(it)).collect();
        text += &indent(&indent(&lines));
        if shown < found.len() {
            let more = found.len() - shown;
            text += &format!("    and {more} more (list with --verbose)\n");
        }
    }
    if text.is_empty() {
        return text;
    }
    format!("\ndiffers by major version of PostgreSQL:\n{text}")
}

fn line(finding: &Finding) -> String {
    let version = finding.version().map_or_else(String::new, |version| {
        format!("{}: ", escape::line(version))
    });
    let on = finding.seen_on.as_ref().and_then(SeenOn::words);
    let what = escape::line(&finding.what);
    let on = on.unwrap_or_default();
    format!("{version}{what} {on}  {}\n", quiet(&finding.id))
}
