//! What CHECKs, domains and partition bounds require of a row, parsed from the server's definitions.
//!
//! A rule says which values it is likely to take, and which it surely refuses: those need not be tried. What cannot be read
//! says nothing, and the server decides.

mod holds;
mod parse;
mod pattern;
mod suggest;
#[cfg(test)]
mod tests;
mod wants;

pub(super) use parse::parse;
use pattern::Pattern;
pub(super) use suggest::Hint;
pub(super) use wants::Want;

/// How a domain's CHECK calls its value.
pub(super) const VALUE: &str = "VALUE";

/// A condition.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    All(Vec<Rule>),
    Any(Vec<Rule>),
    Not(Box<Rule>),
    IsNull(Term),
    /// A boolean term.
    IsTrue(Term),
    Compare(Term, Order, Term),
    /// One of a list.
    IsOneOf(Term, Vec<Term>),
    Matches(Term, Pattern),
    /// What is not understood.
    Unknown,
}

/// How two terms are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Less,
    LessOrEqual,
    Equal,
}

/// What a condition is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    Column(String),
    Literal(String),
    /// How many of these columns are not NULL.
    Filled(Vec<String>),
    /// A function of one argument.
    Of(Function, Box<Term>),
    Unknown,
}

/// The functions that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Characters,
    Bytes,
    Lower,
    Upper,
    Trim,
    JsonType,
    Elements,
}

/// A side of a comparison of two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Less,
    More,
}

impl Rule {
    /// On which side a column is of a comparison with another one.
    pub fn side_of(&self, column: &str) -> Option<Side> {
        match self {
            Self::All(rules) => rules.iter().find_map(|it| it.side_of(column)),
            Self::Compare(
                Term::Column(less),
                Order::Less | Order::LessOrEqual,
                Term::Column(more),
            ) => {
                if less == column {
                    Some(Side::Less)
                } else {
                    (more == column).then_some(Side::More)
                }
            }
            // What is compared may also be NULL.
            Self::Any(rules) => rules.iter().find_map(|it| it.side_of(column)),
            _ => None,
        }
    }
}
