//! The details of findings: evidence and help.

use std::ptr;

use crate::escape;
use crate::findings::{Evidence, Finding, Looks, SeenOn};
use crate::report::differences::{Told, indent, of_object};
use crate::report::palette::{noted, quiet};

/// Findings of one migration, or of none, each with its id.
pub(in crate::report) fn details(found: &[&Finding]) -> String {
    let mut text = String::new();
    for finding in found {
        match &finding.evidence {
            Evidence::Difference { .. } => continue,
            Evidence::Sql(failed) => text += &format!("{failed}\n"),
            Evidence::Words(words) => text += &format!("{words}\n"),
            Evidence::Nothing => {
                let what = noted(escape::line(&finding.what));
                text += &format!("{what}  {}\n", quiet(named(finding)));
                if let Some(help) = &finding.help {
                    text += &indent(&self::help(help));
                }
                continue;
            }
        }
        if let Some(help) = &finding.help {
            text += &self::help(help);
        }
        text += &format!("{}\n", quiet(named(finding)));
    }
    let mut looks: Vec<&Looks> = Vec::new();
    for finding in found {
        if let Evidence::Difference { looks: its, .. } = finding.evidence
            && !looks.iter().any(|it| ptr::eq(*it, its))
        {
            looks.push(its);
        }
    }
    for looks in looks {
        text += &differences(looks, found);
    }
    text
}

/// The finding's id, with the major versions that it was seen on unless that is wherever as much was proved.
fn named(finding: &Finding) -> String {
    let on = finding.seen_on.as_ref().and_then(SeenOn::words);
    on.map_or_else(
        || finding.id.to_string(),
        |on| format!("{}  {on}", finding.id),
    )
}

/// What to do, on lines of its own.
pub(in crate::report) fn help(help: &str) -> String {
    format!("{} {}\n", quiet("help:"), escape::continued(help))
}

/// The differences between two snapshots, by object.
fn differences(looks: &Looks, found: &[&Finding]) -> String {
    let of_looks: Vec<Told<'_>> = found
        .iter()
        .filter_map(|finding| {
            let Evidence::Difference {
                difference,
                looks: its,
            } = &finding.evidence
            else {
                return None;
            };
            ptr::eq(*its, looks).then(|| Told {
                difference,
                help: finding.help.as_deref(),
                id: named(finding),
            })
        })
        .collect();
    // The differences come in the order of their objects.
    let objects = of_looks.chunk_by(|a, b| a.difference.object == b.difference.object);
    let text: String = objects.map(|object| of_object(object, looks)).collect();
    match looks.heading {
        Some(heading) => format!("{}\n{}", quiet(heading), indent(&text)),
        None => text,
    }
}
