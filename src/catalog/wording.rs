//! Expressions that mean the same in other words. PostgreSQL prints what it was given: `CURRENT_TIMESTAMP` or `now()`, and
//! a cast to `character varying` once the column was another type for a while.

use crate::sql::{Token, token};

/// Whether two expressions, as the server prints them, differ in nothing but their word for the clock.
pub(super) fn tell_the_same_time(was: &str, is: &str) -> bool {
    tokens(was) == tokens(is)
}

/// Whether two expressions come to the same value: a cast of a column to `character varying` changes none where the
/// column is of that type.
pub(super) fn have_the_same_value(
    was: &str,
    is: &str,
    is_varying: impl Fn(&str) -> bool + Copy,
) -> bool {
    without_casts(&tokens(was), is_varying) == without_casts(&tokens(is), is_varying)
}

/// The tokens of an expression, with one word for the clock.
fn tokens(expression: &str) -> Vec<String> {
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
    tokens
}

/// With `name` in place of `(name)::character varying`, where no length follows that would cut a text short.
fn without_casts(tokens: &[String], is_varying: impl Fn(&str) -> bool) -> Vec<&str> {
    const CAST: [&str; 5] = [")", ":", ":", "character", "varying"];
    let mut left = Vec::new();
    let mut at = 0;
    while let [token, rest @ ..] = &tokens[at..] {
        let name = rest.first().filter(|it| token == "(" && is_varying(it));
        let cast = rest.iter().skip(1).take(CAST.len());
        let has_length = rest.get(1 + CAST.len()).is_some_and(|it| it == "(");
        match name {
            Some(name) if cast.eq(&CAST) && !has_length => {
                left.push(name.as_str());
                at += 2 + CAST.len();
            }
            _ => {
                left.push(token);
                at += 1;
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::by_another_word("CURRENT_TIMESTAMP", "now()", true)]
    #[case::by_another_clock("CURRENT_TIMESTAMP", "clock_timestamp()", false)]
    #[case::to_another_precision("CURRENT_TIMESTAMP(0)", "now()", false)]
    #[case::in_a_text("'CURRENT_TIMESTAMP'::text", "'now()'::text", false)]
    #[case::of_a_cast("f((a)::character varying)", "f(a)", false)]
    fn expressions_tell_the_same_time(#[case] was: &str, #[case] is: &str, #[case] same: bool) {
        assert_eq!(tell_the_same_time(was, is), same);
        assert_eq!(tell_the_same_time(is, was), same);
    }

    #[rstest]
    #[case::to_any_length("f((name)::character varying)", "f(name)", true)]
    #[case::to_a_length("f((name)::character varying(3))", "f(name)", false)]
    #[case::to_text("f((name)::text)", "f(name)", false)]
    #[case::of_another_type("((a)::character varying < (b)::character varying)", "(a < b)", false)]
    #[case::of_what_is_in_a_text("'(name)::character varying'", "'name'", false)]
    #[case::of_a_part("(name).part", "name.part", false)]
    fn a_cast_changes_no_value_of_a_column_that_has_its_type(
        #[case] was: &str,
        #[case] is: &str,
        #[case] same: bool,
    ) {
        let is_varying = |column: &str| column == "name";
        assert_eq!(have_the_same_value(was, is, is_varying), same);
        assert_eq!(have_the_same_value(is, was, is_varying), same);
    }
}
