//! A database that was dumped and restored is not drift: PostgreSQL shows some expressions otherwise once they were parsed
//! again. What means something else is.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{drifted, goose};

const TABLE: &str = "CREATE TABLE notes (id int PRIMARY KEY, st varchar(25), n text);";
/// The list of a migration, as PostgreSQL shows it, and as it shows what it was shown.
const LIST: &str = "st IN ('a', 'b')";
const RESTORED: &str =
    "(st)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])";
const OTHER: &str =
    "(st)::text = ANY ((ARRAY['a'::character varying, 'c'::character varying])::text[])";

/// What makes each object of an expression, drops it, and which fact is another where the expression is.
#[rstest]
#[case::check(
    "ALTER TABLE notes ADD CONSTRAINT k CHECK ({})",
    "ALTER TABLE notes DROP CONSTRAINT k",
    "constraint public.notes.k: definition"
)]
#[case::domain(
    "CREATE DOMAIN short AS varchar(25) CONSTRAINT k CHECK ({})",
    "DROP DOMAIN short",
    "constraint public.short.k: definition"
)]
#[case::generated(
    "ALTER TABLE notes ADD COLUMN g boolean GENERATED ALWAYS AS ({}) STORED",
    "ALTER TABLE notes DROP COLUMN g",
    "column public.notes.g: generated"
)]
#[case::default(
    "ALTER TABLE notes ADD COLUMN d boolean DEFAULT ({})",
    "ALTER TABLE notes DROP COLUMN d",
    "column public.notes.d: default"
)]
#[case::partial_index(
    "CREATE INDEX i ON notes (id) WHERE {}",
    "DROP INDEX i",
    "index public.i: predicate"
)]
#[case::index(
    "CREATE INDEX i ON notes (({}))",
    "DROP INDEX i",
    "index public.i: definition"
)]
#[case::policy(
    "CREATE POLICY p ON notes USING ({})",
    "DROP POLICY p ON notes",
    "policy public.notes.p: using"
)]
#[case::policy_for_writing(
    "CREATE POLICY p ON notes FOR INSERT WITH CHECK ({})",
    "DROP POLICY p ON notes",
    "policy public.notes.p: check"
)]
#[case::view(
    "CREATE VIEW v AS SELECT id FROM notes WHERE {}",
    "DROP VIEW v",
    "view public.v: definition"
)]
#[case::materialized_view(
    "CREATE MATERIALIZED VIEW v AS SELECT id FROM notes WHERE {}",
    "DROP MATERIALIZED VIEW v",
    "materialized view public.v: definition"
)]
#[case::trigger(
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
     CREATE TRIGGER t BEFORE INSERT ON notes FOR EACH ROW WHEN ({NEW}) EXECUTE FUNCTION f()",
    "DROP FUNCTION f CASCADE",
    "trigger public.notes.t: definition"
)]
#[case::rule(
    "CREATE RULE r AS ON INSERT TO notes WHERE {NEW} DO INSTEAD NOTHING",
    "DROP RULE r ON notes",
    "rule public.notes.r: definition"
)]
#[case::statistics(
    "CREATE STATISTICS s ON ({}), id FROM notes",
    "DROP STATISTICS s",
    "statistics public.s: definition"
)]
#[case::function(
    "CREATE FUNCTION f(st varchar(25)) RETURNS boolean LANGUAGE sql RETURN ({})",
    "DROP FUNCTION f",
    "function public.f(character varying): body"
)]
#[tokio::test]
async fn an_expression_that_was_parsed_again_is_the_same_and_another_one_is_not(
    #[case] make: &str,
    #[case] drop: &str,
    #[case] differs: &str,
) {
    let of = |expression: &str| {
        let of_domain = make.starts_with("CREATE DOMAIN");
        let of_nothing = differs.ends_with(": default");
        let column = if of_domain { "VALUE" } else { "st" };
        let column = if of_nothing {
            "'x'::varchar(25)"
        } else {
            column
        };
        let own = expression.replacen("st", column, 1);
        let new = expression.replacen("st", "new.st", 1);
        make.replace("{NEW}", &new).replace("{}", &own)
    };
    let migrations = goose(&[&format!("{TABLE} {};", of(LIST))]).load();
    let again = format!("{drop}; {}", of(RESTORED));
    let other = format!("{drop}; {}", of(OTHER));
    assert_eq!(drifted(&migrations, &again).await, [""; 0], "{again}");
    let found = drifted(&migrations, &other).await;
    assert!(found.contains(&differs.to_owned()), "{other}: {found:?}");
}

/// The live database may be anybody's: what it says is parsed alone, and taken back.
#[tokio::test]
async fn what_cannot_be_made_here_is_drift() {
    let migrations = goose(&[&format!(
        "{TABLE} ALTER TABLE notes ADD CONSTRAINT k CHECK ({LIST});"
    )])
    .load();
    let hand = "CREATE FUNCTION own(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
        ALTER TABLE notes DROP CONSTRAINT k; ALTER TABLE notes ADD CONSTRAINT k CHECK (own(st))";
    let expected = [
        "constraint public.notes.k: definition",
        "function public.own(text)",
    ];
    assert_eq!(drifted(&migrations, hand).await, expected);
}
