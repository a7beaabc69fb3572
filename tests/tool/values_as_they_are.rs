//! Values are read as they are: two that PostgreSQL calls equal, or prints alike, are two, and one is
//! the same whatever the session's settings.

use std::borrow::Cow;

use pgconform::rows::{self, Queries, Row};
use pgconform::testing::TestDb;
use pretty_assertions::{assert_eq, assert_ne};
use rstest::rstest;

/// What some of the types are made of.
const TYPES: &str = "
    CREATE EXTENSION citext;
    CREATE DOMAIN code AS char(4);
    CREATE TYPE mood AS ENUM ('glad', 'sad');
    CREATE FUNCTION dull(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'some mood' $$;
    CREATE CAST (mood AS text) WITH FUNCTION dull(mood);";

/// The values of a table's only column, as they are read.
async fn read(ty: &str, values: &[&str], settings: &str) -> Vec<String> {
    let db = TestDb::empty().await;
    db.run(TYPES).await;
    db.run(&format!("CREATE TABLE box (id integer, value {ty})"))
        .await;
    for (id, value) in values.iter().enumerate() {
        let insert = format!("INSERT INTO box VALUES ({id}, {value}::{ty})");
        db.run(&insert).await;
    }
    db.run(settings).await;
    let client = db.client();
    let queries = Queries::prepare(client).await.expect("they are sound");
    let rows = rows::read(client, &queries)
        .await
        .expect("the server answers");
    let rows = rows.tables["public.box"].rows.iter();
    let mut rows: Vec<Row> = rows.map(Cow::into_owned).collect();
    rows.sort();
    let values = rows.into_iter().map(|mut row| row.pop().flatten());
    values.map(|it| it.expect("no value is NULL")).collect()
}

#[rstest]
#[case::json_blanks("json", r#"'{"a": 1}'"#, r#"'{"a":1}'"#)]
#[case::json_order("json", r#"'{"a":1,"b":2}'"#, r#"'{"b":2,"a":1}'"#)]
#[case::json_duplicate_keys("json", r#"'{"a":1,"a":2}'"#, r#"'{"a":2}'"#)]
#[case::scale("numeric", "1.0", "1.00")]
#[case::minus_zero("double precision", "'-0'", "'0'")]
#[case::not_a_number("real", "'NaN'", "'Infinity'")]
#[case::last_bit_of_double("double precision", "'0.1'", "'0.10000000000000002'")]
#[case::last_bit_of_real("real", "'0.1'", "'0.10000001'")]
#[case::bits_in_an_array("real[]", "'{0.1}'", "'{0.10000001}'")]
#[case::blanks_of_text("text", "'a'", "'a '")]
#[case::blanks_of_char("bpchar", "'a'", "'a '")]
#[case::blanks_of_chars("bpchar[]", "'{a}'", "ARRAY['a ']::bpchar[]")]
#[case::case_of_citext("citext", "'Ann'", "'ann'")]
#[case::microsecond(
    "timestamptz",
    "'2024-01-01 00:00:00+00'",
    "'2024-01-01 00:00:00.000001+00'"
)]
#[case::before_christ(
    "timestamptz",
    "'0044-03-15 00:00:00+00 BC'",
    "'0044-03-15 00:00:00+00'"
)]
#[case::zone("timetz", "'12:00+00'", "'14:00+02'")]
#[case::day_and_hours("interval", "'1 day'", "'24 hours'")]
#[case::month_and_days("interval", "'1 month'", "'30 days'")]
#[case::lower_bound("integer[]", "'[0:1]={1,2}'", "'{1,2}'")]
#[case::nothing_and_text("text[]", "'{NULL}'", "'{\"NULL\"}'")]
#[case::bytes("bytea", r"'\x00ff'", r"'\x00fe'")]
#[case::markup("xml", "'<a/>'", "'<a></a>'")]
#[case::declared_encoding(
    "xml",
    r#"'<?xml version="1.0" encoding="UTF-8"?><a/>'"#,
    r#"'<?xml version="1.0"?><a/>'"#
)]
#[case::own_cast_to_text("mood", "'glad'", "'sad'")]
#[case::cents("money", "'1.25'", "'1.26'")]
#[case::network("inet", "'10.0.0.1/8'", "'10.0.0.1'")]
#[tokio::test]
async fn two_values_are_two_though_they_are_called_equal(
    #[case] ty: &str,
    #[case] one: &str,
    #[case] other: &str,
) {
    let values = read(ty, &[one, other], "").await;
    assert_eq!(values.len(), 2);
    assert_ne!(values[0], values[1]);
}

#[rstest]
#[case::length_that_a_type_fills("char(4)", "'ab'", "'ab  '", "ab  ")]
#[case::domain_over_it("code", "'ab'", "'ab  '", "ab  ")]
#[case::order_of_jsonb(
    "jsonb",
    r#"'{"b":2,"a":1}'"#,
    r#"'{"a": 1, "b": 2}'"#,
    r#"{"a": 1, "b": 2}"#
)]
#[case::moment_in_two_zones(
    "timestamptz",
    "'2024-01-01 12:00+00'",
    "'2024-01-01 14:00+02'",
    "2024-01-01 12:00:00+00"
)]
#[tokio::test]
async fn one_value_is_one_however_it_was_written(
    #[case] ty: &str,
    #[case] one: &str,
    #[case] other: &str,
    #[case] value: &str,
) {
    assert_eq!(read(ty, &[one, other], "").await, [value, value]);
}

#[rstest]
#[case("real", "'0.1'", "SET extra_float_digits = -3", "0.1")]
#[case("date", "'2024-03-04'", "SET DateStyle = 'SQL, DMY'", "2024-03-04")]
#[case(
    "interval",
    "'1 day 2 hours'",
    "SET IntervalStyle = 'iso_8601'",
    "1 day 02:00:00"
)]
#[case("bytea", r"'\x00ff'", "SET bytea_output = 'escape'", r"\x00ff")]
#[case(
    "timestamptz",
    "'2024-01-01 00:00+00'",
    "SET TimeZone = 'Asia/Tokyo'",
    "2024-01-01 00:00:00+00"
)]
#[tokio::test]
async fn a_value_is_the_same_under_any_setting(
    #[case] ty: &str,
    #[case] value: &str,
    #[case] setting: &str,
    #[case] read_as: &str,
) {
    assert_eq!(read(ty, &[value], setting).await, [read_as]);
}
