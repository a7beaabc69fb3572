//! A migration's place in the order, and the places a database can be asked to go to.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A migration's number: a counter or a timestamp, as large as the history table's BIGINT.
///
/// Leading zeros of the file name are not part of it: `V0007` and `V7` are one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub i64);

impl Version {
    /// Whether it is a date or a timestamp and no counter: it has eight digits or more.
    #[must_use]
    pub fn is_date(self) -> bool {
        self.0 >= 10_000_000
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits => Ok(Self(number)),
            _ => Err(format!(
                "'{text}' is not a version: a version is a whole number of at most 18 digits, as in the file names"
            )),
        }
    }
}

/// As text, because JavaScript readers round numbers above 2^53 and a version names, never counts.
impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where a database is asked to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Nothing applied.
    Base,
    /// Everything applied.
    Head,
    /// Everything up to and including this version applied, and nothing after it.
    Version(Version),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "base" => Ok(Self::Base),
            "head" => Ok(Self::Head),
            _ => text
                .parse()
                .map(Self::Version)
                .map_err(|why| format!("{why}, or 'base' or 'head'")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_do_not_make_another_version() {
        assert_eq!("0007".parse(), Ok(Version(7)));
    }

    #[test]
    fn a_sign_a_fraction_and_nothing_are_no_versions() {
        for text in ["", "-1", "+1", "1.5", " 1", "1e3", "99999999999999999999"] {
            assert!(text.parse::<Version>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn base_and_head_are_targets_in_words() {
        assert_eq!("base".parse(), Ok(Target::Base));
        assert_eq!("head".parse(), Ok(Target::Head));
        assert_eq!("12".parse(), Ok(Target::Version(Version(12))));
        assert!("Base".parse::<Target>().is_err());
    }
}
