//! Columns of any type, each with a rule that some value meets.

use proptest::prelude::*;
use proptest::sample::select;

use super::texts::text;

/// How often a column's values can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// In each row of many.
    Many,
    Few,
}

/// What a column may hold.
#[derive(Debug, Clone)]
pub struct Form {
    pub ty: String,
    /// A condition on `{c}`.
    pub check: Option<String>,
    pub values: Values,
}

/// Where a form stands, and whether it takes NULL.
#[derive(Debug, Clone)]
pub struct Column {
    pub form: Form,
    pub is_nullable: bool,
    /// Whether its type is a domain, which has its rule.
    pub is_domain: bool,
}

impl Form {
    pub fn of(ty: impl Into<String>, check: impl Into<String>, values: Values) -> Self {
        Self {
            ty: ty.into(),
            check: Some(check.into()),
            values,
        }
    }

    pub fn free(ty: impl Into<String>, values: Values) -> Self {
        Self {
            ty: ty.into(),
            check: None,
            values,
        }
    }

    /// Whether values are texts, and can be compared without their case.
    pub fn is_text(&self) -> bool {
        self.ty == "text"
    }
}

pub fn column() -> impl Strategy<Value = Column> {
    let forms = prop_oneof![
        3 => number(), 5 => text(), 1 => moment(), 1 => document(), 1 => list(), 2 => other()
    ];
    let parts = (forms, any::<bool>(), prop::bool::weighted(0.15));
    parts.prop_map(|(form, is_nullable, is_domain)| Column {
        form,
        is_nullable,
        is_domain,
    })
}

fn number() -> impl Strategy<Value = Form> {
    use Values::{Few, Many};
    let ty = select(
        &[
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "numeric(9,2)",
            "double precision",
        ][..],
    );
    let bounds = (ty.clone(), -900_i32..900, 0_i32..200);
    let values = |width| if width > 60 { Many } else { Few };
    prop_oneof![
        ty.clone().prop_map(|ty| Form::free(ty, Many)),
        bounds
            .clone()
            .prop_map(|(ty, from, _)| Form::of(ty, format!("{{c}} > {from}"), Many)),
        bounds
            .clone()
            .prop_map(|(ty, to, _)| Form::of(ty, format!("{{c}} <= {to}"), Many)),
        bounds.clone().prop_map(move |(ty, from, width)| {
            Form::of(
                ty,
                format!("{{c}} BETWEEN {from} AND {}", from + width),
                values(width),
            )
        }),
        bounds.clone().prop_map(|(ty, from, width)| {
            Form::of(
                ty,
                format!("{{c}} < {from} OR {{c}} > {}", from + width),
                Many,
            )
        }),
        bounds.clone().prop_map(|(ty, from, _)| Form::of(
            ty,
            format!("NOT ({{c}} < {from})"),
            Many
        )),
        ty.clone().prop_map(|ty| Form::of(ty, "{c} <> 0", Many)),
        (ty, prop::collection::btree_set(-99..999, 1..9)).prop_map(|(ty, list)| {
            let list: Vec<String> = list.iter().map(ToString::to_string).collect();
            Form::of(ty, format!("{{c}} IN ({})", list.join(", ")), Few)
        }),
        select(&["integer", "bigint"][..]).prop_map(|ty| Form::of(ty, "{c} % 2 = 0", Many)),
        // With a bound that no whole number meets.
        (-50..50).prop_map(|from| {
            Form::of(
                "numeric",
                format!("{{c}} > {from} AND {{c}} < {}", from + 1),
                Few,
            )
        }),
    ]
}

fn moment() -> impl Strategy<Value = Form> {
    let ty = select(&["date", "timestamp", "timestamptz", "timestamptz(0)"][..]);
    let year = (ty.clone(), 1950..2090_i32, 1..9_i32);
    prop_oneof![
        ty.prop_map(|ty| Form::free(ty, Values::Many)),
        year.clone().prop_map(|(ty, year, _)| Form::of(
            ty,
            format!("{{c}} >= '{year}-03-01'"),
            Values::Many
        )),
        year.clone().prop_map(|(ty, year, _)| Form::of(
            ty,
            format!("{{c}} < '{year}-03-01'"),
            Values::Many
        )),
        year.prop_map(|(ty, year, years)| {
            let check = format!("{{c}} BETWEEN '{year}-03-01' AND '{}-02-03'", year + years);
            Form::of(ty, check, Values::Few)
        }),
        Just(Form::free("interval", Values::Many)),
        Just(Form::free("time", Values::Many)),
        Just(Form::of("date", "isfinite({c})", Values::Many)),
    ]
}

fn document() -> impl Strategy<Value = Form> {
    let ty = select(&["array", "object", "string", "number", "boolean"][..]);
    prop_oneof![
        Just(Form::free("jsonb", Values::Few)),
        Just(Form::free("json", Values::Few)),
        ty.prop_map(|ty| Form::of(
            "jsonb",
            format!("jsonb_typeof({{c}}) = '{ty}'"),
            Values::Few
        )),
        Just(Form::of("jsonb", "{c} ? 'name'", Values::Few)),
        Just(Form::of(
            "jsonb",
            "{c} ?& ARRAY['name', 'kind']",
            Values::Few
        )),
    ]
}

fn list() -> impl Strategy<Value = Form> {
    let element = select(
        &[
            "text",
            "integer",
            "mood",
            "varchar(3)",
            "uuid",
            "numeric(5,2)",
        ][..],
    );
    let count = 1..4_i32;
    let lengths = (element.clone(), count.clone());
    prop_oneof![
        element.prop_map(|ty| Form::free(format!("{ty}[]"), Values::Few)),
        lengths.clone().prop_map(|(ty, count)| {
            Form::of(
                format!("{ty}[]"),
                format!("cardinality({{c}}) = {count}"),
                Values::Few,
            )
        }),
        lengths.clone().prop_map(|(ty, count)| {
            Form::of(
                format!("{ty}[]"),
                format!("array_length({{c}}, 1) <= {count}"),
                Values::Few,
            )
        }),
        lengths.prop_map(|(ty, count)| {
            Form::of(
                format!("{ty}[]"),
                format!("cardinality({{c}}) BETWEEN 1 AND {count}"),
                Values::Few,
            )
        }),
        Just(Form::of(
            "text[]",
            "array_position({c}, NULL) IS NULL",
            Values::Few
        )),
        Just(Form::of(
            "text[]",
            "{c} <@ ARRAY['a', 'b', 'c']",
            Values::Few
        )),
    ]
}

fn other() -> impl Strategy<Value = Form> {
    use Values::{Few, Many};
    prop_oneof![
        Just(Form::free("boolean", Few)),
        Just(Form::of("boolean", "{c}", Few)),
        Just(Form::of("boolean", "NOT {c}", Few)),
        Just(Form::free("mood", Few)),
        Just(Form::free("size", Few)),
        Just(Form::of("mood", "{c} <> 'sad'", Few)),
        Just(Form::of("mood", "{c} IN ('glad', 'so so')", Few)),
        Just(Form::free("uuid", Many)),
        Just(Form::free("bytea", Many)),
        (8..40).prop_map(|length| Form::of(
            "bytea",
            format!("octet_length({{c}}) = {length}"),
            Many
        )),
        (8..40).prop_map(|length| Form::of("bytea", format!("length({{c}}) <= {length}"), Many)),
        Just(Form::free("inet", Many)),
        Just(Form::of("inet", "family({c}) = 4", Many)),
        Just(Form::free("int4range", Few)),
        Just(Form::of("daterange", "NOT isempty({c})", Few)),
        Just(Form::of("tstzrange", "lower({c}) IS NOT NULL", Few)),
        Just(Form::free("money", Many)),
        Just(Form::free("bit(5)", Few)),
        Just(Form::free("macaddr", Many)),
    ]
}
