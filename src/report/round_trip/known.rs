//! What a baseline holds: known and quiet, or mended.

use crate::checks::findings::{Finding, Judged, Standing};
use crate::foreign;
use crate::report::differences::indent;
use crate::report::palette::{good, quiet};

use super::count;

pub(super) fn known(judged: &Judged<'_>) -> String {
    let is_known = |finding: &&Finding<'_>| finding.standing == Standing::Known;
    let known: Vec<&Finding<'_>> = judged.findings.iter().filter(is_known).collect();
    let mut text = String::new();
    if !known.is_empty() {
        text += &format!(
            "\nknown: {} in the baseline\n",
            count(known.len(), "finding")
        );
        for finding in known {
            let of = match &finding.version {
                Some(version) => {
                    let name = finding.name.as_deref().unwrap_or_default();
                    foreign::line(format!("{version} {name}"))
                }
                None => "full trip".to_owned(),
            };
            text += &indent(&quiet(format!("{}  {of}: {}", finding.id, finding.what)));
        }
    }
    if !judged.mended.is_empty() {
        text += &format!(
            "\n{}: {} of the baseline; remove them from it with --write-baseline\n",
            good("mended"),
            count(judged.mended.len(), "finding")
        );
        for mended in &judged.mended {
            text += &indent(&quiet(format!("{}  {}", mended.id, mended.what)));
        }
    }
    text
}
