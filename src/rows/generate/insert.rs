//! The rows of one table: all are tried at once, and each that is refused is tried again with other values where the
//! server says which rule refused it.

use futures_util::future::join_all;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::candidates::Depth;
use super::choices::{Choice, Choices, DEFAULT, Sweep, advance, choices_of};
use super::family::{Family, Sort};
use super::hints::Hints;
use super::plan::{Column, TablePlan};
use super::selection::Refused;
use crate::rows::queries::Queries;
use crate::sql::{self, ErrorClass};

/// How many times the plain row is tried before a table is left empty.
pub(super) const TRIES: usize = 100;
/// And how many times a row of which there is less hope or need: another row, one of a table that was given up before and
/// begins in the same words, or what is not refused for its values.
const FEWER_TRIES: usize = 20;

/// The words for a table that refuses rows without an error.
const PUT_ASIDE: &str = "it accepts a row and does not keep it: a trigger or a rule discards it";

/// The words for a table of which a row does not come to its end within the limit for it.
const HANGS: &str =
    "a row was not inserted within the time limit: a trigger or a default of the table is too slow";

/// Whether a row was ended by the limit for it.
fn hangs(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::ByServer(error) if error.code() == Some(&SqlState::QUERY_CANCELED))
}

/// Whether rows are tried in a transaction of somebody else's, which goes on where one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Transaction,
    Nothing,
}

/// Inserts a row of each sort; `Some(why)` where the server takes none of them.
pub(super) async fn insert(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    (sorts, within): (&[Sort], Within),
    hints: &mut Hints,
) -> Result<Option<Refused>, Error> {
    if hints.hangs(table) {
        return Ok(Some(Refused::because(HANGS)));
    }
    // A table that took no row of any family before is asked for once more by its plain row alone.
    let has_refused_all = hints.has_refused(table, Family::Plain) && !hints.has_taken(table);
    let plain = usize::from(has_refused_all);
    let (first, others) = sorts.split_at(plain);
    let mut refused = None;
    let mut is_filled = false;
    for sorts in [first, others] {
        let sorts = sorts
            .iter()
            .filter(|it| !hints.has_refused(table, it.family) || it.family == Family::Plain);
        let sorts: Vec<Sort> = sorts.copied().collect();
        let tried = first_tries(client, queries, table, (&sorts, within), hints).await?;
        if tried
            .iter()
            .any(|it| it.refusal.as_ref().is_some_and(hangs))
        {
            hints.hang(table);
            return Ok(Some(Refused::because(HANGS)));
        }
        for tried in tried {
            let family = tried.sort.family;
            // Where the plain row is refused for good, there is little hope for others.
            if is_filled || family == Family::Plain || tried.refusal.is_none() {
                match retry(client, queries, table, (tried, within), hints).await? {
                    None => is_filled = true,
                    why => refused = refused.or(why),
                }
            }
        }
        if refused.is_some() && !is_filled {
            break;
        }
    }
    Ok(refused.filter(|_| !is_filled))
}

/// A row that was tried once.
struct Tried {
    sort: Sort,
    choices: Choices,
    /// Why it was refused.
    refusal: Option<Refusal>,
}

enum Refusal {
    ByServer(Error),
    PutAside,
}

/// Tries each of the rows, all on one trip to the server: each is a transaction of its own.
async fn first_tries(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    (sorts, within): (&[Sort], Within),
    hints: &Hints,
) -> Result<Vec<Tried>, Error> {
    if sorts.is_empty() {
        return Ok(Vec::new());
    }
    let depth = if hints.has_places(table) {
        Depth::All
    } else {
        Depth::First
    };
    let mut rows = choices_of(client, queries, table, sorts, depth).await?;
    for (choices, sort) in rows.iter_mut().zip(sorts) {
        hints.prefer(table, sort.family, choices);
    }
    let tries = rows
        .iter()
        .map(|choices| attempt(client, table, choices, within));
    let refusals = join_all(tries).await;
    let rows = sorts.iter().zip(rows).zip(refusals);
    rows.map(|((sort, choices), refusal)| {
        Ok(Tried {
            sort: *sort,
            choices,
            refusal: refusal?,
        })
    })
    .collect()
}

/// Why the server does not take a row.
async fn attempt(
    client: &Client,
    table: &TablePlan,
    choices: &Choices,
    within: Within,
) -> Result<Option<Refusal>, Error> {
    let insert = statement(table, choices);
    let statements = match within {
        Within::Transaction => format!("SAVEPOINT before_row; {insert}; RELEASE before_row"),
        Within::Nothing => insert,
    };
    match client.simple_query(&statements).await {
        Ok(answer) if changed_a_row(&answer) => Ok(None),
        Ok(_) => Ok(Some(Refusal::PutAside)),
        Err(error) if error.as_db_error().is_some() => {
            if within == Within::Transaction {
                client.batch_execute("ROLLBACK TO before_row").await?;
            }
            Ok(Some(Refusal::ByServer(error)))
        }
        Err(error) => Err(error),
    }
}

/// Goes on with a row that was tried, until the server takes it; `Some(why)` where it never does.
async fn retry(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    (tried, within): (Tried, Within),
    hints: &mut Hints,
) -> Result<Option<Refused>, Error> {
    let Tried {
        sort,
        mut choices,
        mut refusal,
    } = tried;
    if refusal.is_some() {
        let all = choices_of(client, queries, table, &[sort], Depth::All).await?;
        choices = all.into_iter().next().unwrap_or_default();
        hints.prefer(table, sort.family, &mut choices);
    }
    let mut first_words = None;
    let mut sweep = Sweep::of(all(table));
    let mut most = if sort.family == Family::Plain {
        TRIES
    } else {
        FEWER_TRIES
    };
    for tried in 1.. {
        let error = match &refusal {
            None => {
                hints.take(table, sort.family, &choices);
                return Ok(None);
            }
            Some(Refusal::PutAside) => return Ok(Some(Refused::because(PUT_ASIDE))),
            Some(refusal) if hangs(refusal) => {
                hints.hang(table);
                return Ok(Some(Refused::because(HANGS)));
            }
            Some(Refusal::ByServer(error)) => error,
        };
        let Some(error) = error.as_db_error() else {
            continue;
        };
        let words = sql::server_message(error);
        // Here a trigger's own.
        let is_not_understood =
            ErrorClass::of(error.code().code()) == ErrorClass::SyntaxErrorOrAccessRuleViolation;
        if first_words.is_none() && (is_not_understood || hints.knows(table, sort.family, &words)) {
            most = FEWER_TRIES;
        }
        let first_words = first_words.get_or_insert_with(|| words.clone());
        let blamed = blamed(client, queries, table, &choices, error).await?;
        // A CHECK of several columns often says which of them go together.
        if error.code() == &SqlState::CHECK_VIOLATION && blamed.len() > 1 {
            for column in &blamed {
                choices
                    .get_mut(column)
                    .into_iter()
                    .for_each(Choice::lack_next);
            }
        }
        let has_more = if blamed.is_empty() {
            sweep.advance(&mut choices) || advance(&mut choices, &all(table))
        } else {
            advance(&mut choices, &blamed)
        };
        if tried == most || !has_more {
            hints.refuse(table, sort.family, first_words);
            let why = without_value(table, &choices, error).map(|column| {
                format!(
                    "no value of the type {} is known for {}",
                    column.ty, column.name
                )
            });
            return Ok(Some(Refused {
                why: why.unwrap_or(words),
                constraint: error.constraint().map(str::to_owned),
            }));
        }
        refusal = attempt(client, table, &choices, within).await?;
    }
    Ok(None)
}

/// Whether a row was written.
pub(super) fn changed_a_row(answer: &[SimpleQueryMessage]) -> bool {
    let changed = |message: &_| matches!(message, SimpleQueryMessage::CommandComplete(1..));
    answer.iter().any(changed)
}

/// The column that was refused for being NULL, where there is nothing else to put into it.
fn without_value<'a>(
    table: &'a TablePlan,
    choices: &Choices,
    refusal: &DbError,
) -> Option<&'a Column> {
    let name = refusal.column()?;
    let choice = choices.get(name)?;
    let column = table.columns.iter().find(|column| column.name == name);
    column.filter(|_| choice.expressions == [DEFAULT])
}

fn statement(table: &TablePlan, choices: &Choices) -> String {
    let name = &table.name;
    if choices.is_empty() {
        return format!("INSERT INTO {name} DEFAULT VALUES");
    }
    let columns: Vec<String> = choices.keys().map(|column| sql::quoted(column)).collect();
    let values: Vec<&str> = choices.values().map(Choice::expression).collect();
    format!(
        "INSERT INTO {name} ({}) VALUES ({})",
        columns.join(", "),
        values.join(", ")
    )
}

/// The columns whose values the server refused; none where it does not say, or names one that a trigger wrote.
pub(super) async fn blamed(
    client: &Client,
    queries: &Queries,
    table: &TablePlan,
    choices: &Choices,
    refusal: &DbError,
) -> Result<Vec<String>, Error> {
    if let Some(column) = refusal.column() {
        let is_missing = refusal.code() == &SqlState::NOT_NULL_VIOLATION;
        let written = choices.get(column).map(Choice::expression);
        let has_value = written.is_some_and(|it| it.contains("::"));
        let is_of_trigger = is_missing && has_value;
        return Ok(if is_of_trigger {
            Vec::new()
        } else {
            vec![column.to_owned()]
        });
    }
    let (Some(schema), Some(name), Some(rule)) =
        (refusal.schema(), refusal.table(), refusal.constraint())
    else {
        let bound = table.columns.iter().filter(|column| column.is_bound);
        let bound: Vec<String> = bound.map(|column| column.name.clone()).collect();
        // A row without a partition breaks a rule that has no name.
        let is_without = refusal.code() == &SqlState::CHECK_VIOLATION && !bound.is_empty();
        return Ok(if is_without { bound } else { Vec::new() });
    };
    let rows = client
        .query(&queries.rule_columns, &[&schema, &name, &rule])
        .await?;
    Ok(rows.iter().map(|row| row.get("column")).collect())
}

/// All columns, texts first: they have most forms that a trigger can ask for.
fn all(table: &TablePlan) -> Vec<String> {
    let (texts, others): (Vec<&Column>, Vec<&Column>) =
        table.columns.iter().partition(|column| column.is_text());
    let columns = texts.into_iter().chain(others);
    columns.map(|column| column.name.clone()).collect()
}
