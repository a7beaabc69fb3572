//! Texts, each with a rule on its length, its letters or its form.

use proptest::prelude::*;
use proptest::sample::select;

use super::columns::{Form, Values};

pub fn text() -> impl Strategy<Value = Form> {
    use Values::{Few, Many};
    let word = "[a-zA-Zé' ]{0,6}";
    let listed = |list: &[String]| {
        let list = list
            .iter()
            .map(|it| format!("'{}'", it.replace('\'', "''")));
        list.collect::<Vec<_>>().join(", ")
    };
    prop_oneof![
        Just(Form::free("text", Many)),
        (5_usize..90).prop_map(|length| Form::free(format!("varchar({length})"), Many)),
        (4_usize..9).prop_map(|length| Form::free(format!("char({length})"), Many)),
        (1_usize..3).prop_map(|length| Form::free(format!("varchar({length})"), Few)),
        (0_usize..80, 3_usize..40).prop_map(|(least, more)| {
            Form::of(
                "text",
                format!("length({{c}}) BETWEEN {least} AND {}", least + more),
                Many,
            )
        }),
        (4_usize..70).prop_map(|length| {
            Form::of("text", format!("char_length({{c}}) = {length}"), Many)
        }),
        (6_usize..90)
            .prop_map(|most| { Form::of("text", format!("octet_length({{c}}) <= {most}"), Many) }),
        (1_usize..70).prop_map(|least| {
            Form::of("text", format!("length(btrim({{c}})) >= {least}"), Many)
        }),
        prop::collection::vec(word, 1..9).prop_map(move |list| {
            Form::of("text", format!("{{c}} IN ({})", listed(&list)), Few)
        }),
        prop::collection::vec(word, 1..4).prop_map(move |list| {
            Form::of("text", format!("{{c}} NOT IN ({})", listed(&list)), Many)
        }),
        (regex(), select(&["~", "~*"][..])).prop_map(|(regex, operator)| {
            Form::of("text", format!("{{c}} {operator} '{regex}'"), Few)
        }),
        (regex(), select(&["~", "~*"][..])).prop_map(|(regex, operator)| {
            Form::of(
                "varchar(600)",
                format!("{{c}} {operator} '^{regex}[a-z0-9]+$'"),
                Many,
            )
        }),
        select(&["\\s", "[^a-z0-9_]", "[A-Z]", "^-|-$", "[[:cntrl:]]"][..])
            .prop_map(|regex| { Form::of("text", format!("{{c}} !~ '{regex}'"), Many) }),
        pattern().prop_map(|pattern| Form::of("text", format!("{{c}} LIKE '{pattern}%'"), Many)),
        pattern().prop_map(|pattern| Form::of("text", format!("{{c}} ILIKE '{pattern}'"), Few)),
        pattern().prop_map(|pattern| Form::of(
            "text",
            format!("{{c}} NOT LIKE 'x{pattern}'"),
            Many
        )),
        (select(&["", "(a|bc)", "x{2,3}", "[0-9]+"][..]))
            .prop_map(|start| { Form::of("text", format!("{{c}} SIMILAR TO '{start}%'"), Many) }),
        (regex(), 2_usize..30).prop_map(|(regex, least)| {
            Form::of(
                "text",
                format!("{{c}} ~ '^{regex}' AND length({{c}}) >= {least}"),
                Many,
            )
        }),
        (regex(), word).prop_map(|(regex, other)| {
            let other = other.replace('\'', "''");
            Form::of(
                "text",
                format!("{{c}} ~ '^{regex}$' OR {{c}} = '{other}'"),
                Few,
            )
        }),
        select(
            &[
                "{c} = lower({c})",
                "{c} = upper({c})",
                "btrim({c}) <> ''",
                "{c} <> ''",
                "{c} = btrim({c})",
                "NOT ({c} = '' OR {c} = 'none')",
                "{c} = lower({c}) AND {c} !~ '\\s'",
                "position('@' IN {c}) > 1",
                "{c} ~ '^[^@]+@[^@]+$' AND {c} = lower({c})",
            ][..]
        )
        .prop_map(|check| Form::of("text", check, Many)),
    ]
}

/// A regular expression of PostgreSQL's that some text matches.
fn regex() -> impl Strategy<Value = String> {
    let atom = select(
        &[
            "[a-z]",
            "[A-Z0-9]",
            "\\d",
            "\\w",
            "(foo|ba+r)",
            "[^/]",
            "x",
            "\\.",
            "[[:alpha:]]",
            "-",
            "é",
            "[_%+-]",
            "(?:a|b)",
        ][..],
    );
    let times = select(&["", "{2}", "{1,5}", "+", "*", "?", "{3,}", "{40}"][..]);
    let piece = (atom, times).prop_map(|(atom, times)| format!("{atom}{times}"));
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// A pattern of LIKE.
fn pattern() -> impl Strategy<Value = String> {
    let piece = select(&["%", "_", "ab", "https://", "\\_", "É", "0"][..]);
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}
