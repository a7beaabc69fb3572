//! Differences between two catalogs, grouped by object.

use super::palette::{noted, quiet};
use super::value::value;
use crate::catalog::{Change, Difference};
use crate::findings::Looks;
use crate::foreign;

/// One difference, and what is to be told beside it.
#[derive(Clone)]
pub(super) struct Told<'a> {
    /// What differs.
    pub difference: &'a Difference,
    /// What to do, where it is known.
    pub help: Option<&'a str>,
    /// What the finding is called.
    pub id: String,
}

/// One object: what became of it, which facts changed, and what to do about it.
///
/// All of `found` are differences of one object.
pub(super) fn of_object(found: &[Told<'_>], looks: &Looks) -> String {
    let Difference { object, change, .. } = found[0].difference;
    let word = match change {
        Change::Missing => looks.missing,
        Change::Leftover => looks.leftover,
        Change::Changed => "changed",
    };
    let mut text = format!("{} {}", noted(word), foreign::line(object));
    for Told {
        difference,
        help,
        id,
    } in found
    {
        let id = quiet(id);
        if let Some(fact) = &difference.fact {
            let (was, is) = (
                value(difference.was.as_ref()),
                value(difference.is.as_ref()),
            );
            let (before, after) = (looks.was, looks.is);
            text += &format!(
                "\n  {}: {before} {was}, {after} {is}  {id}",
                fact.replace('_', " ")
            );
        } else {
            text += &format!("  {id}");
        }
        if let Some(help) = help {
            text += &format!("\n  {} {}", quiet("help:"), foreign::line(help));
        }
    }
    text + "\n"
}

/// Every line two blanks further in.
pub(super) fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
