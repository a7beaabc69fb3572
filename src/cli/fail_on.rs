//! The kinds of findings that make the exit status 1.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use pgconform::checks::findings::Kind;

/// One word of `--fail-on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Nothing fails.
    None,
    /// Findings of this kind do.
    Kind(Kind),
}

const NONE: &str = "none";

/// Reads a word, or lists those that there are.
pub fn parser() -> impl TypedValueParser<Value = FailOn> {
    let words = Kind::ALL.into_iter().map(Kind::word).chain([NONE]);
    PossibleValuesParser::new(words.map(PossibleValue::new))
        .map(|word| Kind::of_word(&word).map_or(FailOn::None, FailOn::Kind))
}

/// The kinds that fail: those that were named, and all where nothing was.
pub fn kinds(asked: &[FailOn]) -> Vec<Kind> {
    if asked.is_empty() {
        return Kind::ALL.to_vec();
    }
    let kind = |asked: &FailOn| match asked {
        FailOn::None => None,
        FailOn::Kind(kind) => Some(*kind),
    };
    asked.iter().filter_map(kind).collect()
}
