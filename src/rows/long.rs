//! Values that are too long to keep: of each, its beginning and a hash.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

/// A value of more bytes is not read.
const LONGEST: usize = 1 << 20;
/// So many characters of it are.
const SHOWN: usize = 200;

/// What no value can hold by chance, nor by somebody's doing: it is made anew by each process.
static MARK: LazyLock<String> = LazyLock::new(|| {
    let random = || RandomState::new().hash_one("pgconform");
    format!("{:016x}{:016x}", random(), random())
});

/// What returns a value as `expression` does, which is one of text, but for what is too long: its beginning, its length in
/// characters and its SHA-256.
pub(super) fn shortened(expression: &str) -> String {
    let mark = &*MARK;
    format!(
        "(SELECT CASE WHEN pg_catalog.octet_length(v) > {LONGEST} THEN pg_catalog.format('%s...%s %s %s', \
         pg_catalog.left(v, {SHOWN}), pg_catalog.length(v), \
         pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(v, 'UTF8')), 'hex'), '{mark}') ELSE v END \
         FROM (SELECT {expression} AS v OFFSET 0) value)"
    )
}

/// How many characters a value has that was too long to be read; `None` for what is a value as it stands.
#[must_use]
pub fn length_of_long(value: &str) -> Option<usize> {
    let rest = value.strip_suffix(MARK.as_str())?;
    let (_, told) = rest.rsplit_once("...")?;
    told.split(' ').next()?.parse().ok()
}
