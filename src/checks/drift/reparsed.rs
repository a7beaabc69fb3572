//! Whether two texts of an expression mean the same to PostgreSQL.
//!
//! What PostgreSQL shows of an expression may read otherwise once it was parsed again, as when a database is restored from a
//! dump: `ARRAY[...]::text[]` of a list becomes a list of casts. So both texts are parsed and shown again, on the throw-away
//! server, where nothing that the live one says can do harm: each statement goes by itself, and is taken back.

use serde_json::Value;
use tokio_postgres::{Client, Error};

use crate::catalog::names::{last_quoted, whole};
use crate::catalog::{self, Catalog, Change, Difference};
use crate::sql::literal;

/// So often a text is parsed again: a dump of a restored database is restored, too.
const ROUNDS: usize = 2;

/// What remains of these differences once those are gone that only a further round of parsing makes. `was` is the catalog
/// that the server has.
pub(super) async fn remaining(
    server: &Client,
    was: &Catalog,
    differences: Vec<Difference>,
) -> Result<Vec<Difference>, Error> {
    let mut remaining = Vec::new();
    for difference in differences {
        let is_worded_otherwise = match (Probe::of(&difference, was), texts(&difference)) {
            (Some(probe), Some((was, is))) => probe.agrees(server, was, is).await?,
            _ => false,
        };
        if !is_worded_otherwise {
            remaining.push(difference);
        }
    }
    Ok(remaining)
}

fn texts(difference: &Difference) -> Option<(&str, &str)> {
    if difference.change != Change::Changed {
        return None;
    }
    let (was, is) = (difference.was.as_ref()?, difference.is.as_ref()?);
    Some((was.as_str()?, is.as_str()?))
}

/// How a text is parsed and shown again.
struct Probe {
    /// Makes room for it.
    before: Option<String>,
    /// What stands before the text, and behind it.
    around: [String; 2],
    /// The query that shows it.
    shown: String,
    /// Whether the query shows all of the statement, of which the first text is a part.
    shows: Shows,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Text,
    /// A query that selects the text.
    Query,
}

const VIEW: &str = "CREATE TEMPORARY VIEW pgconform_probe AS ";
const SHOWN_VIEW: &str = "SELECT pg_get_viewdef('pg_temp.pgconform_probe'::regclass)";

impl Probe {
    fn of(difference: &Difference, was: &Catalog) -> Option<Self> {
        let name = &difference.object.name;
        let whole = whole(name);
        let fact = difference.fact.as_deref()?;
        match (difference.object.kind.as_str(), fact) {
            ("view" | "materialized_view", "definition") => Some(Self {
                before: None,
                around: [VIEW.to_owned(), String::new()],
                shown: SHOWN_VIEW.to_owned(),
                shows: Shows::Text,
            }),
            ("column" | "view_column" | "domain", "default") => Some(Self::expression(None)),
            ("column", "generated") | ("policy", "using" | "check") => {
                Some(Self::expression(Some(whole)))
            }
            ("index", "predicate") => {
                let table = was.get("index", name)?.get("table")?.as_str()?;
                Some(Self::expression(Some(table)))
            }
            ("constraint", "definition") => Some(Self::constraint(whole, was)),
            ("index", "definition") => Some(Self::named(
                format!("ALTER INDEX {name} RENAME TO pgconform_before"),
                format!("SELECT pg_get_indexdef({}::regclass)", literal(name)),
            )),
            ("trigger", "definition") => {
                let (trigger, table) = (last_quoted(name), literal(whole));
                Some(Self::named(
                    format!("ALTER TRIGGER {trigger} ON {whole} RENAME TO pgconform_before"),
                    format!(
                        "SELECT pg_get_triggerdef(oid) FROM pg_trigger \
                         WHERE tgrelid = {table}::regclass AND quote_ident(tgname) = {}",
                        literal(trigger)
                    ),
                ))
            }
            ("rule", "definition") => {
                let (rule, table) = (last_quoted(name), literal(whole));
                Some(Self::named(
                    format!("ALTER RULE {rule} ON {whole} RENAME TO pgconform_before"),
                    format!(
                        "SELECT pg_get_ruledef(oid) FROM pg_rewrite \
                         WHERE ev_class = {table}::regclass AND quote_ident(rulename) = {}",
                        literal(rule)
                    ),
                ))
            }
            ("statistics", "definition") => Some(Self::named(
                format!("ALTER STATISTICS {name} RENAME TO pgconform_before"),
                format!(
                    "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext \
                     WHERE stxnamespace = {}::regnamespace AND quote_ident(stxname) = {}",
                    literal(whole),
                    literal(last_quoted(name))
                ),
            )),
            ("function", "body") => {
                let facts = was.get("function", name)?;
                let text = |fact: &str| facts.get(fact).and_then(Value::as_str);
                let arguments = text("arguments").unwrap_or_default();
                let result = text("result")?;
                Some(Self {
                    before: None,
                    around: [
                        format!(
                            "CREATE FUNCTION pg_temp.pgconform_probe({arguments}) RETURNS {result} LANGUAGE {} ",
                            text("language").filter(|language| *language == "sql")?
                        ),
                        String::new(),
                    ],
                    shown: "SELECT pg_get_function_sqlbody(oid) FROM pg_proc WHERE proname = 'pgconform_probe'"
                        .to_owned(),
                    shows: Shows::Text,
                })
            }
            _ => None,
        }
    }

    /// An expression, of a table's columns or of none.
    fn expression(table: Option<&str>) -> Self {
        let from = table.map(|table| format!(" FROM {table}"));
        Self {
            before: None,
            around: [
                "SELECT (".to_owned(),
                format!(") AS it{}", from.unwrap_or_default()),
            ],
            shown: SHOWN_VIEW.to_owned(),
            shows: Shows::Query,
        }
    }

    fn constraint(whole: &str, was: &Catalog) -> Self {
        let (what, key, class) = if was.get("domain", whole).is_some() {
            ("DOMAIN", "contypid", "regtype")
        } else {
            ("TABLE", "conrelid", "regclass")
        };
        Self {
            before: None,
            around: [
                format!("ALTER {what} {whole} ADD CONSTRAINT pgconform_probe "),
                String::new(),
            ],
            shown: format!(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint \
                 WHERE conname = 'pgconform_probe' AND {key} = {}::{class}",
                literal(whole)
            ),
            shows: Shows::Text,
        }
    }

    /// A whole statement, which makes an object of a name that is taken.
    fn named(before: String, shown: String) -> Self {
        Self {
            before: Some(before),
            around: [String::new(), String::new()],
            shown,
            shows: Shows::Text,
        }
    }

    /// Whether both texts come to the same within some rounds. What cannot be made there differs.
    async fn agrees(&self, server: &Client, was: &str, is: &str) -> Result<bool, Error> {
        let first = |text: &str| match self.shows {
            Shows::Text => text.to_owned(),
            Shows::Query => format!("{}{text}{}", self.around[0], self.around[1]),
        };
        let mut forms = [vec![first(was)], vec![first(is)]];
        for _ in 0..ROUNDS {
            for form in &mut forms {
                let last = form.last().map_or("", String::as_str);
                let Some(next) = self.round(server, last).await? else {
                    return Ok(false);
                };
                form.push(next);
            }
            if forms[0].iter().any(|form| forms[1].contains(form)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Parses a text, and shows it again; `None` where PostgreSQL refuses it.
    async fn round(&self, server: &Client, text: &str) -> Result<Option<String>, Error> {
        let make = match self.shows {
            Shows::Text => format!("{}{text}{}", self.around[0], self.around[1]),
            Shows::Query => format!("{VIEW}{text}"),
        };
        server.batch_execute(&catalog::begin_to_try()).await?;
        let shown = async {
            if let Some(before) = &self.before {
                server.query_typed(before, &[]).await?;
            }
            // By the extended protocol, where one text is one statement.
            server.query_typed(&make, &[]).await?;
            server.query_typed(&self.shown, &[]).await
        };
        let shown = shown.await;
        server.batch_execute("ROLLBACK").await?;
        match shown {
            Ok(rows) => rows.first().map_or(Ok(None), |row| row.try_get(0)),
            Err(error) if error.as_db_error().is_some() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
