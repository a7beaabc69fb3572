//! A 128-bit hash that identifies a row without keeping it, with a key that each process generates.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

use siphasher::sip128::{Hasher128, SipHasher13};

use super::Row;

/// That of some values. Rows of 3 million a second would have to come for longer than the universe has been there until
/// two that differ have the same one, and nobody can look for such without the process's own key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64, u64);

static SECRET: LazyLock<(u64, u64)> = LazyLock::new(|| {
    let random = || RandomState::new().hash_one("pgconform");
    (random(), random())
});

impl Key {
    /// That of a whole row.
    #[must_use]
    pub fn of(row: &Row) -> Self {
        Self::of_values(row.iter().map(Option::as_deref))
    }

    /// That of some of its values, in this order.
    pub fn of_values<'a>(values: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut hasher = SipHasher13::new_with_keys(SECRET.0, SECRET.1);
        for value in values {
            // With its length before it, no value can pass for two.
            hasher.write_u64(value.map_or(u64::MAX, |it| it.len() as u64));
            hasher.write(value.unwrap_or_default().as_bytes());
        }
        let hash = hasher.finish128();
        Self(hash.h1, hash.h2)
    }

    /// As a number, which can be added to others.
    pub(super) fn number(self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}
