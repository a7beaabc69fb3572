//! The findings of the baseline, known or resolved.

use crate::escape;
use crate::findings::{Finding, Findings, Standing};
use crate::report::count::count;
use crate::report::differences::indent;
use crate::report::palette::{good, quiet};

pub(super) fn known(findings: &Findings) -> String {
    let is_known = |finding: &&Finding| finding.standing == Standing::Known;
    let known: Vec<&Finding> = findings.items.iter().filter(is_known).collect();
    let mut text = String::new();
    if !known.is_empty() {
        text += &format!(
            "\nknown: {} in the baseline\n",
            count(known.len(), "finding")
        );
        for finding in known {
            let of = match &finding.migration {
                Some(it) => format!("{} {}", it.version, it.name),
                None => findings
                    .scope
                    .whole
                    .as_ref()
                    .map_or_else(String::new, |it| it.title.clone()),
            };
            let of = escape::line(of);
            text += &indent(&quiet(format!("{}  {of}: {}", finding.id, finding.what)));
        }
    }
    if !findings.resolved.is_empty() {
        text += &format!(
            "\n{}: {} of the baseline; remove them from it with --write-baseline\n",
            good("resolved"),
            count(findings.resolved.len(), "finding")
        );
        for resolved in &findings.resolved {
            text += &indent(&quiet(format!("{}  {}", resolved.id, resolved.what)));
        }
    }
    if findings.count(Standing::Uncovered) > 0 {
        text += "\nuncovered: findings that are resolved now hid these, so they may be old; \
            fix them, or record exactly these with --write-baseline --accept-uncovered\n";
    }
    text
}
