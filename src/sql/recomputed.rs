//! Values that a script computes from tables, whatever they were before.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::quote::{NAME, is_named};
use super::tokens::{Token, tokens};

/// `UPDATE ONLY public."Sites" AS s SET`, perhaps behind a WITH.
static UPDATE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)\bupdate\s+(?:only\s+)?(?:{NAME}\s*\.\s*)*({NAME})\s+(?:(?:as\s+)?{NAME}\s+)?set\s"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// `count(*)`, which is the same for whoever asks.
static COUNTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:count|sum)\s*\(").expect("it is sound"));

/// What a column is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recomputed {
    /// What a query counts or adds up.
    Counted,
    /// What a query finds otherwise.
    Found,
}

/// Whether an UPDATE of this table gives a column a value, rather than only reading it.
#[must_use]
pub fn assigns(statement: &str, table: &str, column: &str) -> bool {
    assigned(statement, table, column).is_some()
}

/// What an UPDATE of a table sets a column to.
fn assigned<'a>(sql: &'a str, table: &str, column: &str) -> Option<&'a str> {
    let mut updates = UPDATE.captures_iter(sql);
    let found = updates.find(|found| is_named(&found[1], table))?;
    let set = &sql[found.get(0)?.end()..];
    let mut all = assignments(set);
    all.find_map(|(names, value)| {
        let names = names.trim_matches(['(', ')', ' ', '\n']);
        let mut names = names.split(',');
        names.any(|it| is_named(it, column)).then_some(value)
    })
}

/// What an UPDATE of a statement sets a column to, where a query over tables gives it and reads no earlier value of the
/// column.
#[must_use]
pub fn recomputed_by(sql: &str, table: &str, column: &str) -> Option<Recomputed> {
    let value = assigned(sql, table, column)?;
    let words = words(value);
    let has = |word: &str| words.iter().any(|it| it == word);
    // What comes of the earlier value is a conversion, which may well lose it.
    let reads_itself = has(&column.to_uppercase()) || value.contains(&super::quoted(column));
    if has("SELECT") && has("FROM") && !reads_itself {
        let is_counted = COUNTS.is_match(value);
        return Some(if is_counted {
            Recomputed::Counted
        } else {
            Recomputed::Found
        });
    }
    // `SET posts = s.posts FROM (SELECT count(*) AS posts ...) s`
    let (of, _) = value.split_once('.')?;
    let is_of_others = !is_named(of, table) && !value.contains('(');
    (is_of_others && COUNTS.is_match(sql)).then_some(Recomputed::Counted)
}

fn words(sql: &str) -> Vec<String> {
    let words = tokens(sql)
        .into_iter()
        .filter_map(|(_, token)| match token {
            Token::Word(word) => Some(word),
            Token::Quoted | Token::Symbol(_) => None,
        });
    words.collect()
}

/// What stands on the two sides of each `=` behind SET, up to the clause that ends the list.
fn assignments(set: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut depth = 0_usize;
    let (mut start, mut equals) = (0, None);
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let all = tokens(set).into_iter().map(|(at, token)| (at, Some(token)));
    for (at, token) in all.chain([(set.len(), None)]) {
        let is_end = match &token {
            None => true,
            Some(Token::Word(word)) => {
                depth == 0 && matches!(word.as_str(), "FROM" | "WHERE" | "RETURNING")
            }
            Some(_) => false,
        };
        match token {
            Some(Token::Symbol('(')) => depth += 1,
            Some(Token::Symbol(')')) => depth = depth.saturating_sub(1),
            Some(Token::Symbol('=')) if depth == 0 && equals.is_none() => equals = Some(at),
            Some(Token::Symbol(',')) if depth == 0 => {
                found.extend(equals.take().map(|equals| (start..equals, equals + 1..at)));
                start = at + 1;
            }
            _ => {}
        }
        if is_end {
            found.extend(equals.take().map(|equals| (start..equals, equals + 1..at)));
            break;
        }
    }
    found
        .into_iter()
        .map(|(names, value)| (&set[names], &set[value]))
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::counted(
        "UPDATE site SET users = (SELECT count(*) FROM people)",
        Some(Recomputed::Counted)
    )]
    #[case::of_two(
        "UPDATE ONLY public.\"site\" s\nSET (posts, users) = (SELECT sum(a), count(*) FROM people p WHERE p.site = s.id)",
        Some(Recomputed::Counted)
    )]
    #[case::beside_another(
        "UPDATE site SET posts = 0, users = coalesce((SELECT count(*) FROM people), 0) WHERE id = 1",
        Some(Recomputed::Counted)
    )]
    #[case::joined(
        "WITH c AS (SELECT site, count(*) AS users FROM people GROUP BY site) UPDATE site SET users = c.users FROM c",
        Some(Recomputed::Counted)
    )]
    #[case::found(
        "UPDATE site SET users = (SELECT most FROM limits)",
        Some(Recomputed::Found)
    )]
    #[case::a_constant("UPDATE site SET users = 0", None)]
    #[case::of_the_row("UPDATE site SET users = lower(name)", None)]
    #[case::of_the_row_by_its_name("UPDATE site SET users = site.posts", None)]
    #[case::of_itself(
        "UPDATE site SET users = (SELECT code FROM codes WHERE codes.name = site.users)",
        None
    )]
    #[case::moved_back(
        "UPDATE site SET users = u.users FROM copies u WHERE u.id = site.id",
        None
    )]
    #[case::of_another_column("UPDATE site SET posts = (SELECT count(*) FROM people)", None)]
    #[case::of_another_table("UPDATE team SET users = (SELECT count(*) FROM people)", None)]
    #[case::in_a_condition(
        "UPDATE site SET users = 0 WHERE id = (SELECT count(*) FROM people)",
        None
    )]
    fn a_value_is_computed_anew_where_a_query_gives_it_and_nothing_of_its_row(
        #[case] sql: &str,
        #[case] expected: Option<Recomputed>,
    ) {
        assert_eq!(recomputed_by(sql, "site", "users"), expected, "{sql}");
    }
}
