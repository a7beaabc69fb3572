//! Differences between two catalogs, grouped by object.

use super::palette::{noted, quiet};
use super::value::value;
use crate::catalog::{Change, Difference};
use crate::foreign;

/// One difference, and what is to be told beside it.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// What differs.
    pub difference: &'a Difference,
    /// What to do, where it is known.
    pub cure: Option<&'a str>,
    /// What the finding is called, where it has a name.
    pub id: Option<&'a str>,
}

/// One object: what became of it, which facts changed, and the cures that are known.
///
/// All of `found` are differences of one object.
pub(super) fn of_object(found: &[Told<'_>], words: Words) -> String {
    let Difference { object, change, .. } = found[0].difference;
    let word = match change {
        Change::Missing => words.missing,
        Change::Leftover => words.leftover,
        Change::Changed => "changed",
    };
    let mut text = format!("{} {}", noted(word), foreign::line(object));
    for Told {
        difference,
        cure,
        id,
    } in found
    {
        let id = id.map_or_else(String::new, |id| format!("  {}", quiet(id)));
        if let Some(fact) = &difference.fact {
            let (was, is) = (
                value(difference.was.as_ref()),
                value(difference.is.as_ref()),
            );
            let (before, after) = (words.was, words.is);
            text += &format!(
                "\n  {}: {before} {was}, {after} {is}{id}",
                fact.replace('_', " ")
            );
        } else {
            text += &id;
        }
        if let Some(cure) = cure {
            text += &format!("\n  {} {}", quiet("cure:"), foreign::line(cure));
        }
    }
    text + "\n"
}

/// How one report names the two sides.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// Only on the first side.
    pub missing: &'static str,
    /// Only on the second side.
    pub leftover: &'static str,
    /// Before the first side's value.
    pub was: &'static str,
    /// Before the second side's value.
    pub is: &'static str,
}

/// Every line two blanks further in.
pub(super) fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
