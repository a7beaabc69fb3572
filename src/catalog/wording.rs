//! Expressions that mean the same in other words. PostgreSQL prints what it was given: `CURRENT_TIMESTAMP` or `now()`, and
//! a cast to `character varying` where an index was rebuilt for another length of its column.

use crate::sql::{Token, token};

/// Whether two expressions, as the server prints them, differ in nothing but their words.
pub(super) fn mean_the_same(was: &str, is: &str) -> bool {
    without_words(was) == without_words(is)
}

/// The tokens of an expression, with one word for the clock, and without casts that change no value.
fn without_words(expression: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = expression;
    while !rest.is_empty() {
        let (found, length) = token(rest);
        let text = &rest[..length];
        match found {
            Some(Token::Word(word)) if word == "CURRENT_TIMESTAMP" => {
                tokens.extend(["now", "(", ")"].map(str::to_owned));
            }
            Some(_) => tokens.push(text.to_owned()),
            None => {}
        }
        rest = &rest[length..];
    }
    without_parentheses(without_casts(&tokens))
}

/// Without `::character varying`, where no length follows that would cut a text short.
fn without_casts(tokens: &[String]) -> Vec<String> {
    const CAST: [&str; 4] = [":", ":", "character", "varying"];
    let mut left = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let behind = at + CAST.len();
        let is_cast = tokens[at..]
            .iter()
            .zip(CAST)
            .filter(|(is, cast)| is == cast);
        if is_cast.count() == CAST.len() && tokens.get(behind).is_none_or(|it| it != "(") {
            at = behind;
        } else {
            left.push(tokens[at].clone());
            at += 1;
        }
    }
    left
}

/// Without the parentheses around a single name, which a cast needs; those of a function's only argument stay.
fn without_parentheses(mut tokens: Vec<String>) -> Vec<String> {
    let is_word = |token: &str| token.ends_with(|c: char| c.is_alphanumeric() || "_\"".contains(c));
    let mut at = 0;
    while at + 2 < tokens.len() {
        let is_call = at > 0 && is_word(&tokens[at - 1]);
        if tokens[at] == "(" && tokens[at + 2] == ")" && is_word(&tokens[at + 1]) && !is_call {
            tokens.remove(at + 2);
            tokens.remove(at);
        } else {
            at += 1;
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_clock("CURRENT_TIMESTAMP", "now()", true)]
    #[case::another_clock("CURRENT_TIMESTAMP", "clock_timestamp()", false)]
    #[case::its_precision("CURRENT_TIMESTAMP(0)", "now()", false)]
    #[case::a_text("'CURRENT_TIMESTAMP'::text", "'now()'::text", false)]
    #[case::a_cast_to_any_length("lower((name)::character varying)", "lower(name)", true)]
    #[case::a_cast_to_a_length("lower((name)::character varying(3))", "lower(name)", false)]
    #[case::a_cast_to_text("lower((name)::text)", "lower(name)", false)]
    #[case::parentheses_that_count("(a + b) * c", "a + b * c", false)]
    fn expressions_in_other_words_mean_the_same(
        #[case] was: &str,
        #[case] is: &str,
        #[case] same: bool,
    ) {
        assert_eq!(mean_the_same(was, is), same);
        assert_eq!(mean_the_same(is, was), same);
    }
}
