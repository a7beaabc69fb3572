//! The keys of the runners' advisory locks, so that only one runs at a time. Advisory locks are per database.

use sha2::{Digest, Sha256};

/// What every runner before 1.0 takes, whatever its history: "pgconf" in ASCII.
///
/// It is taken first, and goes with 1.0: until then runners that know nothing else and those that know the other key
/// exclude each other.
pub(super) const OF_ALL: i64 = 0x7067_636f_6e66;

/// That of one history: the first eight bytes of the SHA-256 of `pgconform`, its schema and its name, with a zero byte
/// between two of them, which no name can hold.
pub(super) fn of_history(schema: &str, table: &str) -> i64 {
    let hash = Sha256::digest(["pgconform", schema, table].join("\0"));
    let (bytes, _) = hash
        .split_first_chunk()
        .expect("SHA-256 has more than eight bytes");
    i64::from_be_bytes(*bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another number would let runners of two versions work side by side.
    #[test]
    fn the_key_of_a_history_stays_the_same_from_version_to_version() {
        let key = of_history("public", "refinery_schema_history");
        assert_eq!(key, -643_223_330_704_603_517);
    }

    #[test]
    fn two_histories_have_two_keys() {
        let keys = [("a", "b_c"), ("a_b", "c"), ("ab", "_c"), ("b_c", "a")];
        let mut keys = keys
            .map(|(schema, table)| of_history(schema, table))
            .to_vec();
        keys.push(OF_ALL);
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 5);
    }
}
