//! A version of Flyway's: numbers with dots between.

use std::cmp::Ordering;
use std::fmt;

/// `1.2` is `1.2.0` and comes before `1.10`.
#[derive(Debug, Clone)]
pub(super) struct DottedVersion {
    text: String,
    /// Without the zeros at the end.
    parts: Vec<u64>,
}

impl DottedVersion {
    /// Reads `1.2` or `1_2`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.replace('_', ".");
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let part = |part: &str| is_number(part).then(|| part.parse().ok())?;
        let mut parts: Vec<u64> = text.split('.').map(part).collect::<Option<_>>()?;
        while parts.len() > 1 && parts.ends_with(&[0]) {
            parts.pop();
        }
        Some(Self { text, parts })
    }
}

impl fmt::Display for DottedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for DottedVersion {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

impl Eq for DottedVersion {}

impl PartialOrd for DottedVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DottedVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts.cmp(&other.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::DottedVersion;

    fn version(text: &str) -> DottedVersion {
        DottedVersion::parse(text).unwrap_or_else(|| panic!("{text} is a version"))
    }

    #[test]
    fn versions_are_compared_number_by_number() {
        let ascending = ["1", "1.1", "1_2", "1.10", "2", "10", "20240101120000"];
        for pair in ascending.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("1.0.0"), version("01"));
    }

    #[test]
    fn what_is_no_number_is_no_version() {
        for text in ["", "x", "1.", ".1", "1..2", "1-2", "+1"] {
            assert!(DottedVersion::parse(text).is_none(), "{text}");
        }
    }
}
