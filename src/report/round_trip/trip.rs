//! The trip from head to base and back.

use crate::checks::findings::{Finding, Judged, Standing};
use crate::checks::round_trip::FullVerdict;
use crate::report::differences::indent;
use crate::report::palette::{bad, good, noted, quiet};

use super::{count, details};

pub(super) fn trip(judged: &Judged<'_>) -> String {
    let trip = &judged.outcome.full_trip;
    let own: Vec<&Finding<'_>> = judged
        .findings
        .iter()
        .filter(|it| it.step.is_none())
        .collect();
    let is_new = |finding: &&&Finding<'_>| finding.standing != Standing::Known;
    let new: Vec<&Finding<'_>> = own.iter().filter(is_new).copied().collect();
    let fails = new.iter().any(|it| it.standing == Standing::Fails);
    let paint = if fails { bad } else { noted };
    let (painted, why) = match trip.verdict {
        FullVerdict::Equal => (good("equal"), None),
        FullVerdict::Differs => (paint("differs".to_owned()), None),
        FullVerdict::Failed => (paint("failed".to_owned()), None),
        FullVerdict::NotPossible => (noted("not possible"), trip.error.as_deref()),
    };
    let mut text = format!("\nhead to base to head: {painted}\n");
    text += &indent(why.unwrap_or_default());
    text += &indent(&details(&new));
    let traces = trip
        .differences
        .iter()
        .filter(|it| judged.is_trace(it))
        .count();
    if traces > 0 {
        let traces = count(traces, "difference");
        text += &indent(&quiet(format!(
            "{traces} of what the migrations above are blamed for"
        )));
    }
    let has_finding = judged.findings.iter().any(|it| it.step.is_some());
    if has_finding && !new.is_empty() {
        text += &indent("mend the migrations above first: their traces show here too");
    }
    text
}
