//! Statements that create a dropped object again.

use serde_json::Value;

use super::names::{self, split};
use crate::catalog::{Facts, Holder, Identity};
use crate::sql::literal;

/// A statement of more characters is none to paste from a line of help.
const LONGEST: usize = 160;

/// The statement on one line; `None` where it would be long, or takes more than one.
pub(super) fn create(object: &Identity, facts: &Facts, holder: Holder) -> Option<String> {
    let text = |fact: &str| facts.get(fact).and_then(Value::as_str);
    let name = &object.name;
    let definition = || text("definition").map(str::to_owned);
    let statement = match object.kind.as_str() {
        "index" | "trigger" | "statistics" => definition()?,
        "rule" => definition()?.trim_end_matches(';').to_owned(),
        "constraint" => {
            let (table, constraint) = split(name)?;
            let alter = names::alter(holder, table);
            format!("{alter} ADD CONSTRAINT {constraint} {}", definition()?)
        }
        "column" if holder == Holder::CompositeType => {
            let (composite, attribute) = split(name)?;
            format!(
                "ALTER TYPE {composite} ADD ATTRIBUTE {attribute} {}",
                text("type")?
            )
        }
        "column" => column(name, facts)?,
        "view" | "materialized_view" => {
            let kind = object.kind.replace('_', " ").to_uppercase();
            format!(
                "CREATE {kind} {name} AS {}",
                definition()?.trim().trim_end_matches(';')
            )
        }
        "enum" => {
            let labels = facts.get("labels")?.as_array()?;
            let labels: Option<Vec<String>> =
                labels.iter().map(|it| it.as_str().map(literal)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", labels?.join(", "))
        }
        "sequence" => match text("type") {
            Some("bigint") | None => format!("CREATE SEQUENCE {name}"),
            Some(other) => format!("CREATE SEQUENCE {name} AS {other}"),
        },
        "schema" => format!("CREATE SCHEMA {name}"),
        "extension" => format!("CREATE EXTENSION {name}"),
        "role" => format!("CREATE ROLE {name}"),
        _ => return None,
    };
    let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    (statement.chars().count() <= LONGEST).then_some(statement)
}

/// `ALTER TABLE t ADD COLUMN c integer DEFAULT 0 NOT NULL`.
fn column(name: &str, facts: &Facts) -> Option<String> {
    let (table, column) = split(name)?;
    let text = |fact: &str| facts.get(fact).and_then(Value::as_str);
    let mut statement = format!("ALTER TABLE {table} ADD COLUMN {column} {}", text("type")?);
    if let Some(collation) = text("collation") {
        statement += &format!(" COLLATE {collation}");
    }
    if let Some(generated) = text("generated") {
        statement += &format!(" GENERATED ALWAYS AS ({generated}) STORED");
    }
    if let Some(identity) = text("identity") {
        statement += &format!(" GENERATED {} AS IDENTITY", identity.to_uppercase());
    }
    if let Some(default) = text("default") {
        statement += &format!(" DEFAULT {default}");
    }
    let is_filled = ["default", "generated", "identity"]
        .iter()
        .any(|fact| facts.contains_key(*fact));
    if facts.get("not_null") == Some(&Value::Bool(true)) {
        statement += if is_filled {
            " NOT NULL"
        } else {
            // It would fail on any table that has a row.
            return Some(format!(
                "{statement}, fill it, then ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"
            ));
        };
    }
    Some(statement)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case("index", "public.i", json!({"definition": "CREATE INDEX i ON public.a USING btree (b)"}), "CREATE INDEX i ON public.a USING btree (b)")]
    #[case("constraint", "public.\"A.b\".\"C\"", json!({"definition": "UNIQUE (x)", "columns": ["x"]}), "ALTER TABLE public.\"A.b\" ADD CONSTRAINT \"C\" UNIQUE (x)")]
    #[case("column", "public.a.b", json!({"type": "text", "default": "''::text", "not_null": true}), "ALTER TABLE public.a ADD COLUMN b text DEFAULT ''::text NOT NULL")]
    #[case("column", "public.a.b", json!({"type": "text", "not_null": true}), "ALTER TABLE public.a ADD COLUMN b text, fill it, then ALTER TABLE public.a ALTER COLUMN b SET NOT NULL")]
    #[case("enum", "public.e", json!({"labels": ["it's", "b"]}), "CREATE TYPE public.e AS ENUM ('it''s', 'b')")]
    #[case("view", "public.v", json!({"definition": " SELECT 1\n   AS a;"}), "CREATE VIEW public.v AS SELECT 1 AS a")]
    fn what_was_dropped_is_made_again_as_it_was(
        #[case] kind: &str,
        #[case] name: &str,
        #[case] facts: Value,
        #[case] statement: &str,
    ) {
        let object = Identity {
            kind: kind.to_owned(),
            name: name.to_owned(),
        };
        let facts: Facts = serde_json::from_value(facts).expect("facts");
        let made = create(&object, &facts, Holder::Table);
        assert_eq!(made.as_deref(), Some(statement));
    }
}
