use rstest::rstest;

use super::{Hint, Rule, VALUE, Want, parse};

fn rule(definition: &str) -> Rule {
    parse(definition).expect("it can be read")
}

/// Whether the rule of a definition holds for a value of `c`, or of a domain.
fn holds(definition: &str, value: &str) -> Option<bool> {
    rule(definition).holds(&|name| ["c", VALUE].contains(&name).then_some(Some(value)))
}

#[rstest]
#[case::list(
    "CHECK (((c)::text = ANY ((ARRAY['a'::character varying, 'b c'::character varying])::text[])))",
    "b c",
    "b"
)]
#[case::list_as_text("CHECK ((c = ANY ('{1,2}'::integer[])))", "2", "3")]
#[case::not_in("CHECK ((c <> ALL (ARRAY['a'::text, 'b'::text])))", "c", "b")]
#[case::alternatives("CHECK (((c = 'a'::text) OR (c = 'b'::text)))", "a", "c")]
#[case::range("CHECK (((c >= 13) AND (c <= 19)))", "13", "20")]
#[case::negative("CHECK ((c < '-40'::integer))", "-41", "-40")]
#[case::negative_number("CHECK ((c > (-1.5)))", "-1", "-1.5")]
#[case::length("CHECK ((length(c) <= 3))", "éßé", "abcd")]
#[case::bytes_of_a_text("CHECK ((octet_length(c) < 5))", "éß", "éßé")]
#[case::bytes("CHECK ((octet_length(c) = 2))", r"\x00ff", r"\x00")]
#[case::pattern("CHECK ((c ~ '^[A-Z]{2}$'::text))", "DE", "De")]
#[case::pattern_of_any_case("CHECK ((c ~* '^[a-z]+$'::text))", "De", "D1")]
#[case::forbidden_pattern("CHECK ((c !~ '\\s'::text))", "ab", "a b")]
#[case::words("CHECK ((c ~ '\\mred\\M'::text))", "a red ant", "bored")]
#[case::like("CHECK ((c ~~ 'https://%'::text))", "https://x\ny", "http://x")]
#[case::not_like("CHECK ((c !~~ '%\\_%'::text))", "ab", "a_b")]
#[case::ilike("CHECK ((c ~~* 'a_c'::text))", "ABC", "abbc")]
#[case::similar("CHECK ((c ~ similar_to_escape('(a|b)%'::text)))", "bcd", "cab")]
#[case::trimmed("CHECK ((btrim(c) <> ''::text))", " a ", "   ")]
#[case::lower("CHECK ((c = lower(c)))", "é", "É")]
#[case::json("CHECK ((jsonb_typeof(c) = 'object'::text))", "{}", "[]")]
#[case::domain("CHECK ((VALUE > 0))", "1", "0")]
#[case::null("CHECK ((c IS NULL))", "", "x")]
#[case::not("CHECK ((NOT (c = 'a'::text)))", "b", "a")]
#[case::partition(
    "((c IS NOT NULL) AND (c >= '2024-01-01'::date) AND (c < '2025-01-01'::date))",
    "2024-07-01",
    "2025-07-01"
)]
#[case::not_valid("CHECK ((c > 0)) NOT VALID", "1", "-1")]
fn a_rule_tells_what_it_takes_from_what_it_refuses(
    #[case] definition: &str,
    #[case] taken: &str,
    #[case] refused: &str,
) {
    if taken.is_empty() {
        let null = rule(definition).holds(&|_| Some(None));
        assert_eq!(null, Some(true), "{definition} and NULL");
    } else {
        assert_eq!(
            holds(definition, taken),
            Some(true),
            "{definition} and {taken}"
        );
    }
    assert_eq!(
        holds(definition, refused),
        Some(false),
        "{definition} and {refused}"
    );
}

#[rstest]
#[case::function("CHECK (is_sound(c))")]
#[case::other_column("CHECK ((c < d))")]
#[case::operator("CHECK ((c ? 'name'::text))")]
#[case::back_reference("CHECK ((c ~ '^(.)\\1$'::text))")]
fn what_cannot_be_read_says_nothing(#[case] definition: &str) {
    assert_eq!(holds(definition, "x"), None);
}

#[rstest]
#[case::pattern("CHECK ((c ~ '^[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}$'::text))")]
#[case::alternatives("CHECK ((c ~ '^(a|bc)\\d{3}$|^x+$'::text))")]
#[case::words("CHECK ((c ~ '\\yred\\y'::text))")]
#[case::like("CHECK ((c ~~ '_b%c'::text))")]
#[case::similar("CHECK ((c ~ similar_to_escape('[0-9]{4}-(x|y)'::text)))")]
#[case::range("CHECK (((c > (0)::numeric) AND (c < (1)::numeric)))")]
#[case::narrow("CHECK (((c > 5) AND (c < 7)))")]
#[case::list("CHECK ((c = ANY (ARRAY['a'::text, 'b'::text])))")]
#[case::moments("CHECK ((c >= '2031-01-01'::date))")]
fn what_a_rule_suggests_it_takes(#[case] definition: &str) {
    let rule = rule(definition);
    for number in 0..20 {
        let mut hint = Hint::default();
        rule.suggest("c", number, &mut hint);
        let values = hint.all_values(number);
        let taken = |value: &&String| holds(definition, value) != Some(false);
        assert!(
            values.iter().any(|it| taken(&it)),
            "{definition} {values:?}"
        );
    }
}

#[rstest]
#[case::one_of_several("CHECK ((num_nonnulls(a, b, c) = 1))", 3)]
#[case::one_or_more("CHECK ((num_nonnulls(a, b, c) > 0))", 3)]
#[case::both_or_none("CHECK (((a IS NULL) = (b IS NULL)))", 2)]
#[case::either("CHECK (((a IS NULL) <> (b IS NULL)))", 2)]
#[case::by_kind(
    "CHECK ((((a = 'x'::text) AND (num_nonnulls(b) = 1)) OR ((a = 'y'::text) AND (b IS NULL))))",
    2
)]
fn what_a_rule_wants_of_several_columns_meets_it(#[case] definition: &str, #[case] ways: usize) {
    let rule = rule(definition);
    let mut all = Vec::new();
    for number in 0..ways {
        let wants = rule.wants(number);
        let value = |name: &str| {
            Some(match wants.get(name)? {
                Want::Null => None,
                Want::Filled => Some("1"),
                Want::Value(value) => Some(value.as_str()),
            })
        };
        assert_eq!(rule.holds(&value), Some(true), "{definition} {wants:?}");
        all.push(wants);
    }
    all.dedup();
    assert_eq!(all.len(), ways, "{definition}");
}
