//! The hash that refinery writes beside each migration that it applies.

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use siphasher::sip::SipHasher13;

/// Of a migration's name, version and text. refinery's own is the same with its feature `int8-versions`: how long a version is
/// in memory is part of it.
pub(crate) fn refinery_checksum(name: &str, version: i64, sql: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    name.hash(&mut hasher);
    version.hash(&mut hasher);
    sql.hash(&mut hasher);
    hasher.finish()
}

/// Those of a whole history, made once: a proof compares them with the database's before each movement.
#[derive(Debug, Clone, Default)]
pub(super) struct Checksums(OnceLock<Vec<u64>>);

impl Checksums {
    /// The one at this place of all, which are the same each time they are made.
    pub fn at(&self, place: usize, all: impl FnOnce() -> Vec<u64>) -> u64 {
        self.0.get_or_init(all)[place]
    }
}

/// Whether they are made already is no difference.
impl PartialEq for Checksums {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Checksums {}

#[cfg(test)]
mod tests {
    #[cfg(feature = "cli")]
    use super::*;

    #[cfg(feature = "cli")]
    #[test]
    fn it_is_what_refinery_writes() {
        for (version, name, sql) in [
            (1, "create_users", "CREATE TABLE users ();\n"),
            (20_260_101_120_000, "größe", "SELECT 'ß';\r\n"),
            (i64::MAX, "x", ""),
        ] {
            let theirs = refinery::Migration::unapplied(&format!("V{version}__{name}"), sql);
            let theirs = theirs.expect("refinery takes such a name");
            assert_eq!(refinery_checksum(name, version, sql), theirs.checksum());
        }
    }
}
