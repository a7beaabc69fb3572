//! The id of a finding, which is the same in every run and release.

use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Kind;

/// Bytes of the hash that an id shows: enough that no two findings of a project meet.
const SHOWN: usize = 6;

/// A finding's name, for instance `V3-differs-1f9a0c2b7d44`; of the full trip it begins with its
/// kind.
///
/// It is made of the version, the kind and what the finding is about (an object, a fact, a column),
/// and of nothing that differs from run to run, from machine to machine or from folder to folder:
/// no value, no message, no line, no path, and nothing of other migrations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id of a finding of this version and a kind of this word, `None` where it is of no migration, about the thing that these
    /// words tell apart from others. `nth` counts, from 0, those of which even this is the same.
    pub(super) fn new(version: Option<&str>, word: &str, about: &[&str], nth: usize) -> Self {
        let nth = if nth == 0 {
            String::new()
        } else {
            nth.to_string()
        };
        let mut hash = Sha256::new();
        for part in [version.unwrap_or_default(), word, &nth]
            .iter()
            .chain(about)
        {
            hash.update(part);
            // Neither a file's name nor one of PostgreSQL's holds this byte.
            hash.update([0]);
        }
        let hash: String = hash.finalize()[..SHOWN]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let version = version.map(|version| format!("V{}-", shown(version)));
        Self(format!("{}{word}-{hash}", version.unwrap_or_default()))
    }

    /// Reads an id that was written before; `None` where the word is none.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let id = Self(word.to_owned());
        let (before, hash) = word.rsplit_once('-')?;
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let has_hash = hash.len() == 2 * SHOWN && hash.bytes().all(is_hex);
        let has_version = before.rsplit_once('-').is_none_or(|(version, _)| {
            version.len() > 1 && version.starts_with('V') && shown(&version[1..]) == version[1..]
        });
        (has_hash && has_version && Kind::of_word(id.kind_word()).is_some()).then_some(id)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::of_word(self.kind_word()).expect("an id is made of a kind, or read with one")
    }

    /// Whether it is of no migration.
    #[must_use]
    pub fn is_of_none(&self) -> bool {
        let (before, _) = self.0.rsplit_once('-').unwrap_or_default();
        !before.contains('-')
    }

    /// Whether it is of the migration of this version.
    #[must_use]
    pub fn is_of(&self, version: &str) -> bool {
        let (before, _) = self.0.rsplit_once('-').unwrap_or_default();
        let own = before
            .rsplit_once('-')
            .and_then(|(own, _)| own.strip_prefix('V'));
        own == Some(&shown(version))
    }

    fn kind_word(&self) -> &str {
        let (before, _) = self.0.rsplit_once('-').unwrap_or_default();
        before.rsplit_once('-').map_or(before, |(_, kind)| kind)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A version as one word without surprises; what tells two of them apart is in the hash as well.
fn shown(version: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    version
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn an_id_never_changes() {
        // Somebody's baseline holds it.
        let id = Id::new(Some("3"), "differs", &["down", "enum", "public.mood"], 0);
        assert_eq!(id.to_string(), "V3-differs-06cf8dd24e68");
        let id = Id::new(None, "full_trip_failed", &["2"], 0);
        assert_eq!(id.to_string(), "full_trip_failed-7ed6a9a8cdab");
    }

    #[test]
    fn whatever_tells_two_findings_apart_tells_their_ids_apart() {
        let ids = [
            Id::new(Some("3"), "differs", &["a", "b"], 0),
            Id::new(Some("4"), "differs", &["a", "b"], 0),
            Id::new(Some("3"), "lost_before", &["a", "b"], 0),
            Id::new(Some("3"), "differs", &["ab", ""], 0),
            Id::new(Some("3"), "differs", &["a", "b"], 1),
            Id::new(None, "differs", &["a", "b"], 0),
            // These two look alike.
            Id::new(Some("a b"), "no_down", &[], 0),
            Id::new(Some("a_b"), "no_down", &[], 0),
        ];
        let different: HashSet<&Id> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
    }

    #[test]
    fn an_id_is_read_back_with_its_kind_and_version() {
        for version in ["3", "1.2.3", "20240101-abc", "1.2 beta/é"] {
            for kind in Kind::ALL.iter().copied() {
                let id = Id::new(Some(version), kind.word(), &["x"], 0);
                assert_eq!(Id::parse(&id.to_string()), Some(id.clone()));
                assert_eq!(id.kind(), kind);
                assert!(id.is_of(version), "{id} is of {version}");
                assert!(!id.is_of("33"), "{id} is not of 33");
            }
        }
        let trip = Id::new(None, "full_trip_differs", &["x"], 0);
        assert_eq!(Id::parse(&trip.to_string()), Some(trip.clone()));
        assert!(!trip.is_of("3") && !trip.is_of(""));
    }

    #[test]
    fn what_is_no_id_is_not_read_as_one() {
        for word in [
            "",
            "V3",
            "V3-differs",
            "V3-differs-",
            "V3-differs-1f9a0c2b7d4",
            "V3-differs-1f9a0c2b7d4g",
            "V3-differs-1F9A0C2B7D44",
            "V3-vanished-1f9a0c2b7d44",
            "V-differs-1f9a0c2b7d44",
            "3-differs-1f9a0c2b7d44",
            "V/x-differs-1f9a0c2b7d44",
            "-1f9a0c2b7d44",
            "<<<<<<<",
        ] {
            assert_eq!(Id::parse(word), None, "{word:?} was taken");
        }
    }
}
