//! Variables whose names look like ours and are not: a misspelt one would silently have no effect.

use super::define::FORMER;
use super::words::nearest;
use super::{Environment, TABLE};

const OURS: &str = "PGCONFORM_";

/// What comes behind that in the variables of this project's own tests and recipes.
const OF_TESTS: [&str; 5] = ["APPROVE", "COMMIT", "CRASHES", "ALEMBIC", "PGBOUNCER"];

/// How it begins in those that the suite gives to itself.
const OF_SUITE: &str = "CONFORMANCE";

/// What is to be said of each variable that begins as ours do and is none.
#[must_use]
pub fn unknown_variables(environment: &Environment) -> Vec<String> {
    let former = FORMER.iter().map(|(_, former)| *former);
    let known: Vec<&str> = TABLE
        .iter()
        .filter_map(|row| row.variable)
        .chain(former)
        .collect();
    let names = environment.iter().filter_map(|(name, _)| name.to_str());
    let is_of_tests = |rest: &str| OF_TESTS.contains(&rest) || rest.starts_with(OF_SUITE);
    let is_unknown = |name: &&str| {
        let rest = name.strip_prefix(OURS);
        rest.is_some_and(|rest| !known.contains(name) && !is_of_tests(rest))
    };
    let words = names
        .filter(is_unknown)
        .map(|name| match nearest(name, &known) {
            Some(word) => format!(
                "{name} is not a variable of pgconform and has no effect; did you mean {word}?"
            ),
            None => format!("{name} is not a variable of pgconform and has no effect"),
        });
    words.collect()
}
