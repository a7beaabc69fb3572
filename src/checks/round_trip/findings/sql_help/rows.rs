//! The help for rows that a constraint or a type refuses during an up or a down.

use super::ranges;
use crate::checks::round_trip::outcome::StepOutcome;
use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::findings::Phase;
use crate::runner::FailedSql;
use crate::sql::{identifier, names_in, of_every_major};

/// Where a column that is new to a table is NOT NULL from the start.
pub(super) fn on_any_row(file: &ScriptFile, failed: &FailedSql, movement: Phase) -> String {
    let line = failed.location().map(|it| it.line);
    let columns = line.map_or_else(Vec::new, |line| file.required_columns(line));
    let (what, it) = match &columns[..] {
        [] => ("the column".to_owned(), "it"),
        [column] => ((*column).to_owned(), "it"),
        [first @ .., last] => (format!("{} and {last}", first.join(", ")), "them"),
    };
    // What a down adds was there before the up, perhaps nullable.
    let condition = if movement == Phase::Down {
        " if that is what it was before the up"
    } else {
        ""
    };
    if line.is_some_and(|line| file.adds_a_primary_key(line)) {
        return format!(
            "it fails as soon as the table has a row: add {what} nullable, fill {it}, then add the primary key in a later statement{condition}"
        );
    }
    format!(
        "it fails as soon as the table has a row: add {what} nullable, fill {it}, then SET NOT NULL{condition}; a DEFAULT will do where one value is right for all rows"
    )
}

/// What an up does about the rows that it meets, or writes.
pub(super) fn up_on_rows(failed: &FailedSql, step: &StepOutcome) -> String {
    const REPEATED_KEY: &str = "23505";
    let table = failed.table.as_ref();
    let is_repeated = failed.sqlstate.as_deref() == Some(REPEATED_KEY);
    if let Some(table) = table.filter(|it| is_repeated && step.up.creates(&it.name)) {
        let inserts = step.up.inserts_into(&table.name);
        if let [before @ .., last] = &inserts[..]
            && !before.is_empty()
        {
            let before: Vec<String> = before.iter().map(usize::to_string).collect();
            let before = before.join(", ");
            return format!(
                "the rows that lines {before} and {last} insert into {table} repeat a key, within one INSERT or between two: insert each key once, or change the rows that they select before"
            );
        }
        return format!(
            "the rows that this migration puts into {table} repeat a key: select each once, as with DISTINCT ON, or delete or merge what they are made of before"
        );
    }
    if is_repeated && failed.begins_with("INSERT") {
        return "the rows that it inserts repeat a key, of each other or of rows that are there: give each its own key, or say with ON CONFLICT what happens to the existing row".to_owned();
    }
    if let Some(help) = selected(failed) {
        return help;
    }
    if failed.message.ends_with("input syntax for type bytea") {
        return "convert with convert_to(COLUMN, 'UTF8'), which accepts any text; a cast and decode(COLUMN, 'escape') treat a backslash as an escape".to_owned();
    }
    ranges::help(&step.up, failed)
        .unwrap_or_else(|| format!("before that statement, {}", on_rows(failed)))
}

/// What an INSERT does about rows that a rule of its table refuses: the table holds none of them, so that there is nothing
/// to change or to delete in it before.
pub(super) fn selected(failed: &FailedSql) -> Option<String> {
    if !failed.begins_with("INSERT") {
        return None;
    }
    let table = failed.table.as_ref()?;
    let help = if failed.message.starts_with("null value in column") {
        let column = identifier(names_in(&failed.message).first()?);
        format!(
            "select a value for {column} where there is none, as with COALESCE(..., ...), or do not select such rows"
        )
    } else if failed.message.starts_with("new row for relation") {
        format!("do not select what the check of {table} refuses, or select values that it takes")
    } else if failed.message.starts_with("insert or update on table") {
        "do not select rows that refer to nothing, or insert what they refer to before".to_owned()
    } else {
        return None;
    };
    Some(format!("in that statement, {help}"))
}

/// What becomes of the rows that a constraint or a type refuses.
pub(super) fn on_rows(failed: &FailedSql) -> String {
    let state = of_every_major(failed.sqlstate.as_deref().unwrap_or_default());
    let table = failed.table.as_ref().map(ToString::to_string);
    let rows = table.as_ref().map_or_else(
        || "the rows".to_owned(),
        |table| format!("the rows of {table}"),
    );
    match (state, table) {
        // The statement itself writes them.
        ("23502", _) if failed.message.starts_with("null value in column") => {
            format!("leave out what would be a NULL in {rows}, or put a value in its place")
        }
        ("23502", Some(table)) => match names_in(&failed.message).first() {
            Some(column) => {
                let column = identifier(column);
                format!(
                    "run UPDATE {table} SET {column} = ... WHERE {column} IS NULL, or delete such rows"
                )
            }
            None => format!("fill or delete {rows} that have NULL there"),
        },
        ("23503", _) if failed.message.starts_with("update or delete") => {
            let of = names_in(&failed.message).first().map_or_else(
                || "those".to_owned(),
                |table| format!("rows of {}", identifier(table)),
            );
            format!(
                "delete {rows} that refer to {of} which it deletes or changes, or let them refer to another row"
            )
        }
        ("23503", _) => format!(
            "make what {rows} refer to, or delete those that refer to nothing, or set their key to NULL where it stays nullable"
        ),
        ("23505", _) => {
            format!("delete or merge {rows} that share a key, or give each of them its own key")
        }
        ("23514", _) => format!("change or delete {rows} that the check refuses"),
        ("22001", _) => format!(
            "shorten the values of {rows} that are too long, unless they are keys; else correct or delete such rows"
        ),
        ("22003", _) => format!("change or delete {rows} whose values are out of range"),
        ("22P02" | "22007" | "22008", _) if !failed.begins_with("ALTER TABLE") => format!(
            "change or delete {rows} whose values the statement cannot convert, or let it take them as NULL"
        ),
        ("22P02" | "22007" | "22008", _) => {
            format!(
                "change {rows} whose values the other type cannot hold, as with USING CASE ... END"
            )
        }
        _ => format!("change or delete {rows} that prevent it"),
    }
}
