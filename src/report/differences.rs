//! Differences between two catalogs, grouped by object.

use super::palette::{noted, quiet};
use super::value::value;
use crate::catalog::{Change, Difference};

/// One object: what became of it, which facts changed, and the cures that are known.
///
/// All of `found` are differences of one object.
pub(super) fn of_object(found: &[(&Difference, Option<&str>)], words: Words) -> String {
    let Difference { object, change, .. } = found[0].0;
    let word = match change {
        Change::Missing => words.missing,
        Change::Leftover => words.leftover,
        Change::Changed => "changed",
    };
    let mut text = format!("{} {object}\n", noted(word));
    for (difference, cure) in found {
        if let Some(fact) = &difference.fact {
            let (was, is) = (
                value(difference.was.as_ref()),
                value(difference.is.as_ref()),
            );
            let (before, after) = (words.was, words.is);
            text += &format!(
                "  {}: {before} {was}, {after} {is}\n",
                fact.replace('_', " ")
            );
        }
        if let Some(cure) = cure {
            text += &format!("  {} {cure}\n", quiet("cure:"));
        }
    }
    text
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
