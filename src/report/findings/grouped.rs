//! Groups findings with the same text: the common text once, then the list.

use crate::escape;
use crate::findings::{Finding, Kind, Standing};

use super::details::help;

/// So many of them are printed one by one.
const FEW: usize = 5;

/// The findings of one kind as a few lines; `None` where each is printed by itself.
pub(super) fn grouped(kind: Kind, found: &[&Finding], standing: Standing) -> Option<String> {
    if found.len() <= FEW {
        return None;
    }
    match (kind, standing) {
        (Kind::NoDown, _) => Some(without_down(found)),
        (Kind::Forgets, Standing::Note) => Some(forgotten(found)),
        _ => None,
    }
}

/// The first files, and how many more.
fn without_down(found: &[&Finding]) -> String {
    let files = found.iter().filter_map(|it| it.place.as_ref());
    let files: Vec<String> = files.map(|it| escape::line(&it.file)).collect();
    let text = format!("{}\n", listed(&files));
    text + &first_help(found)
}

/// What goes with what ups made, by migration.
fn forgotten(found: &[&Finding]) -> String {
    let steps = found.chunk_by(|a, b| a.version() == b.version());
    let lines = steps.map(|of_step| {
        let file = of_step[0].place.as_ref().map(|it| escape::line(&it.file));
        let data = of_step.iter().filter_map(|it| it.object.as_deref());
        let data: Vec<String> = data.map(escape::line).collect();
        format!("{}: {}\n", file.unwrap_or_default(), listed(&data))
    });
    let lines: String = lines.collect();
    lines + &first_help(found)
}

/// What to do about the first, which shows what to do about the others.
fn first_help(found: &[&Finding]) -> String {
    let first = found[0].help.as_deref();
    first.map_or_else(String::new, |first| {
        help(&format!("for the first, {first}"))
    })
}

/// `a, b, c and 7 more (list with --verbose)`.
fn listed(names: &[String]) -> String {
    let shown = names[..names.len().min(FEW)].join(", ");
    match names.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown} and {more} more (list with --verbose)"),
    }
}
