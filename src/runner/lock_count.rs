//! How many locks a server holds while all that some migrations make is in one transaction.
//!
//! PostgreSQL has room for 64 a session, which some hundred tables take: each has an index, a TOAST table with an index,
//! types, and what its columns need, and whoever drops it locks them all.

use std::sync::LazyLock;

use regex::Regex;

use crate::migrations::{Layout, Migrations};

/// What a table takes that is made or dropped,
const OF_A_TABLE: usize = 6;
/// and what each of its keys and numbers takes beside it.
const OF_A_KEY: usize = 3;
/// What is reckoned with where no file says how many tables there are: with a loop, or with a program.
const UNKNOWN: usize = 100_000;

/// `CREATE UNLOGGED TABLE`, `create unique index` and their like.
static MAKES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcreate\s+(?:[a-z]+\s+){0,3}?(?:table|index|view|sequence)\b")
        .expect("it is sound")
});

/// What a column or a table has that is an object of its own.
static KEYS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:unique|primary\s+key|references|(?:small|big)?serial[248]?)\b")
        .expect("it is sound")
});

/// What runs a statement that it has put together, again and again.
static REPEATS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)\bloop\b.*\bexecute\b|\\gexec\b").expect("it is sound"));

/// So many for these migrations.
pub(super) fn locks_of(migrations: &Migrations) -> usize {
    let taken = migrations.scripts().map(|script| taken_by(&script.sql));
    let is_by_program = migrations.layout() == Layout::BY_COMMAND;
    let by_program = if is_by_program { UNKNOWN } else { 0 };
    taken.sum::<usize>() + by_program
}

fn taken_by(sql: &str) -> usize {
    let made = MAKES.find_iter(sql).count();
    if made > 0 && REPEATS.is_match(sql) {
        return UNKNOWN;
    }
    OF_A_TABLE * made + OF_A_KEY * KEYS.find_iter(sql).count()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::taken_by;

    #[rstest]
    #[case::tables("CREATE TABLE a (); create  table b (); DROP TABLE d", 12)]
    #[case::keys("CREATE TABLE a (id serial primary key, b int references c)", 15)]
    #[case::of_several_words("CREATE OR REPLACE TEMP VIEW a AS SELECT 1", 6)]
    #[case::a_loop_that_makes_none("DO $$ BEGIN LOOP EXECUTE 'ANALYZE'; END LOOP; END $$", 0)]
    fn what_is_made_is_counted(#[case] sql: &str, #[case] locks: usize) {
        assert_eq!(taken_by(sql), locks);
    }

    #[test]
    fn a_loop_may_make_any_number() {
        let sql = "DO $$ BEGIN FOR i IN 1..9 LOOP EXECUTE format('CREATE TABLE t%s ()', i); END LOOP; END $$";
        assert!(taken_by(sql) >= 50_000);
    }
}
