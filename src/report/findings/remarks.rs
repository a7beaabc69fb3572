//! Remarks that are not findings, each once for all objects that it concerns.

use std::collections::{BTreeMap, BTreeSet};

use crate::escape;
use crate::findings::{Findings, Group, Remark, Standing};
use crate::report::differences::indent;
use crate::report::palette::{noted, quiet};
use crate::report::short::Length;

/// So many names are listed in short; of more, their number is printed, too.
const NAMES: usize = 5;

pub(super) fn remarks(findings: &Findings, length: Length) -> String {
    let mut text = String::new();
    let details: &[Remark] = match length {
        Length::Short => &[],
        Length::Whole => &findings.details,
    };
    for remark in findings.remarks.iter().chain(details) {
        text += &match (&remark.summary, length) {
            (Some(summary), Length::Short) => {
                format!("{} (list with --verbose)\n", noted(summary))
            }
            _ => remark_of(remark, length),
        };
    }
    text += &listed(findings, Standing::Acknowledged, "acknowledged", length);
    text += &listed(findings, Standing::Allowed, "allowed", length);
    if text.is_empty() {
        return text;
    }
    format!("\nnot at fault, but good to know:\n{}", indent(&text))
}

fn remark_of(remark: &Remark, length: Length) -> String {
    let all = remark.groups.iter().flat_map(|group| &group.names);
    let count = all.collect::<BTreeSet<_>>().len();
    let mut text = format!("{} ({count}):\n", noted(remark.title));
    for Group { names, why } in &remark.groups {
        let names = self::names(names.iter().map(String::as_str), length);
        let line = match why {
            Some(why) => format!("{names}: {}", quiet(escape::line(why))),
            None => names,
        };
        text += &indent(&line);
    }
    text
}

/// The objects of findings that stand so, by kind.
fn listed(findings: &Findings, standing: Standing, how: &str, length: Length) -> String {
    let mut objects: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings.items.iter().filter(|it| it.standing == standing) {
        let object = finding.object.as_deref().unwrap_or(&finding.what);
        objects.entry(finding.kind).or_default().insert(object);
    }
    let lines = objects.into_iter().map(|(kind, objects)| {
        let title = format!("{how}, {}", kind.word());
        format!(
            "{} ({}): {}\n",
            noted(title),
            objects.len(),
            names(objects.into_iter(), length)
        )
    });
    lines.collect()
}

fn names<'a>(all: impl ExactSizeIterator<Item = &'a str>, length: Length) -> String {
    let most = match length {
        Length::Short => NAMES,
        Length::Whole => all.len(),
    };
    let more = all.len().saturating_sub(most);
    let names: Vec<String> = all.take(most).map(escape::line).collect();
    let text = names.join(", ");
    match more {
        0 => text,
        more => format!("{text} and {more} more (list with --verbose)"),
    }
}
