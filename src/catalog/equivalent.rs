//! Whether two expressions are equivalent, where only the server can say: a query finds an index by its expressions as the planner has them,
//! so that a cast which changes no value may keep it from that, and does not where a function is inlined.

use serde_json::Value;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error};

use super::names::{last_quoted, whole};
use super::wording::have_the_same_value;
use super::{Catalog, Change, Class, Difference, begin_to_try};

/// The class of a difference to what `catalog` says of the database that the client is connected to.
pub(crate) async fn classified(
    client: &Client,
    difference: &Difference,
    catalog: &Catalog,
) -> Result<Class, Error> {
    let name = difference.object.name.as_str();
    let class = difference.class();
    let (Change::Changed, Some(Value::String(was)), Some(Value::String(is))) =
        (difference.change, &difference.was, &difference.is)
    else {
        return Ok(class);
    };
    let fact = |fact: &str| {
        let facts = catalog.get(&difference.object.kind, name);
        facts.and_then(|facts| facts.get(fact)?.as_str())
    };
    let is_alike = match (
        difference.object.kind.as_str(),
        difference.fact.as_deref().unwrap_or_default(),
    ) {
        // In other languages white space may count, and two dashes may be no comment.
        ("function", "body") => {
            class == Class::Cosmetic && matches!(fact("language"), Some("sql" | "plpgsql"))
        }
        ("constraint", "definition") if fact("type") == Some("check") => {
            // The planner compares it with queries where tables inherit.
            let table = catalog.get("table", whole(name));
            table.is_some_and(|table| !table.contains_key("inherits"))
                && are_equal(was, is, whole(name), catalog)
        }
        ("column", "generated") => are_equal(was, is, whole(name), catalog),
        ("index", "definition") => match fact("table") {
            Some(table) => {
                let there = fact("definition");
                let other = if there == Some(was.as_str()) { is } else { was };
                are_found_alike(client, (name, table), other).await?
            }
            None => false,
        },
        _ => class == Class::Cosmetic,
    };
    Ok(if is_alike {
        Class::Cosmetic
    } else {
        Class::Schema
    })
}

fn are_equal(was: &str, is: &str, table: &str, catalog: &Catalog) -> bool {
    let is_varying = |column: &str| {
        let facts = catalog.get("column", &format!("{table}.{column}"));
        let of = facts.and_then(|facts| facts.get("type")?.as_str());
        of.is_some_and(|it| it.starts_with("character varying") && !it.ends_with(']'))
    };
    have_the_same_value(was, is, is_varying)
}

/// Whether the planner finds an index for the same queries as the one that this statement would make in its place.
async fn are_found_alike(
    client: &Client,
    (name, table): (&str, &str),
    statement: &str,
) -> Result<bool, Error> {
    const BEFORE: &str = "pgconform_before";
    let schema = whole(name);
    let begin = format!(
        "{}; SET LOCAL lock_timeout = '1s'; SET LOCAL session_replication_role = replica",
        begin_to_try()
    );
    client.batch_execute(&begin).await?;
    let found: Result<bool, Error> = async {
        let rename = format!("ALTER INDEX {name} RENAME TO {BEFORE}");
        client.batch_execute(&rename).await?;
        // By the extended protocol, where one text is one statement.
        client.query_typed(statement, &[]).await?;
        let is = planned(client, &format!("{schema}.{BEFORE}"), table).await?;
        let was = planned(client, &format!("{schema}.{}", last_quoted(name)), table).await?;
        Ok(is.is_some() && is == was)
    }
    .await;
    client.batch_execute("ROLLBACK").await?;
    match found {
        Err(error) if error.as_db_error().is_some() => Ok(false),
        found => found,
    }
}

/// An index as the planner has it; `None` where it has no expressions.
async fn planned(
    client: &Client,
    index: &str,
    table: &str,
) -> Result<Option<(String, Vec<String>)>, Error> {
    let asked: [(&(dyn ToSql + Sync), Type); 1] = [(&index, Type::TEXT)];
    let rows = client
        .query_typed(include_str!("index_forms.sql"), &asked)
        .await?;
    let row = rows.first();
    let Some((row, expressions)) =
        row.and_then(|row| Some((row, row.get::<_, Option<String>>(1)?)))
    else {
        return Ok(None);
    };
    let explain = format!("EXPLAIN (VERBOSE, COSTS OFF) SELECT {expressions} FROM ONLY {table}");
    let plan = client.query_typed(&explain, &[]).await?;
    let plan = plan.iter().map(|line| line.get(0)).collect();
    Ok(Some((row.get(0), plan)))
}
