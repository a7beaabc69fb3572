//! Settings that are one of a few words.

use serde::Serialize;

/// Where throw-away servers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ServerSource {
    /// Containers if available, else local binaries.
    #[default]
    Auto,
    /// Containers, or it is an error.
    Container,
    /// Binaries of this machine, installed into the cache if need be.
    Local,
}

/// Whether local servers are confined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Confine {
    /// As far as the kernel can; what it can't is said once.
    #[default]
    Auto,
    /// Files and TCP both, or it is an error.
    Required,
    /// No.
    Off,
}

/// What may differ without being a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// Columns that came back at the end of their table.
    ColumnOrder,
    /// Comments, and white space in the bodies of functions.
    Cosmetic,
    /// Data that is lost without a declaration.
    Loss,
}

/// A major version of PostgreSQL that throw-away servers can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Major(u32);

impl Major {
    /// Those that are supported.
    pub const ALL: [Self; 5] = [Self(14), Self(15), Self(16), Self(17), Self(18)];

    /// The one of that number, if it is supported.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|it| i64::from(it.0) == number)
    }

    /// For instance 16.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A setting that is one of a few words.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// The words, as they are written in variables, flags and the file.
    const WORDS: &'static [(&'static str, Self)];
}

impl Word for ServerSource {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("container", Self::Container),
        ("local", Self::Local),
    ];
}

impl Word for Confine {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("auto", Self::Auto),
        ("required", Self::Required),
        ("off", Self::Off),
    ];
}

impl Word for Allow {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("column-order", Self::ColumnOrder),
        ("cosmetic", Self::Cosmetic),
        ("loss", Self::Loss),
    ];
}

/// The word that a mistyped one was most likely meant to be.
pub(super) fn nearest<'a>(mistyped: &str, words: &[&'a str]) -> Option<&'a str> {
    let likeness = |word: &&str| strsim::jaro_winkler(mistyped, word);
    let likely = words.iter().map(|word| (likeness(word), *word));
    let best = likely.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.75).then_some(best.1)
}
