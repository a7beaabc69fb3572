//! The help for a movement that fails because of rows: one answer for a movement, its error and the rows.
//!
//! Generated rows may ask for more than a migration was written for. So before it is at fault, it is tried without the
//! one row that is in the way, without its table's, and on a server that never had any: each only where the error can
//! come of rows at all. What the migrations themselves put into a table is never taken away.

mod failed;
mod own_rows;
pub(in crate::checks::round_trip) mod row_in_the_way;
pub(in crate::checks::round_trip) mod shown;
pub(in crate::checks::round_trip) mod suspects;

pub(in crate::checks::round_trip) use failed::{Failed, Movement};
pub(in crate::checks::round_trip) use own_rows::OwnRows;
pub(in crate::checks::round_trip) use suspects::named;

use crate::checks::round_trip::outcome::about::required_columns;
use crate::rows::{Rows, TableContents};
use crate::runner::FailedSql;
use crate::sql::{is_named, statements, without_comments};
use row_in_the_way::{candidate, column_of_nulls};
use suspects::{failed_statement, suspects};

/// What to try next.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::checks::round_trip) enum Remedy {
    /// Without this row: a table by its name in a catalog, and the row's place in it.
    WithoutRow(String, usize),
    /// Without any row of these tables.
    WithoutRowsOf(Vec<String>),
    /// The whole step on a server that has no generated row.
    OnBareServer,
    /// Nothing: it fails without rows, too.
    None,
}

/// So many rows are taken away one by one; of more, the whole table's are.
const MOST_ROWS: usize = 8;

/// What to try next for a movement that failed.
pub(in crate::checks::round_trip) fn remedy(failed: &Failed<'_>) -> Remedy {
    // Whoever is wrong about an up ends the whole proof there: so it is always tried without any row.
    let at_last = match failed.movement {
        Movement::Up => Remedy::OnBareServer,
        Movement::Down | Movement::UpAgain => Remedy::None,
    };
    if !may_come_of_rows(failed.error) {
        return at_last;
    }
    let suspects = suspects(failed);
    if !failed.is_undone || suspects.is_empty() || failed.own.has_any_of(&suspects, failed.rows) {
        return Remedy::OnBareServer;
    }
    match &suspects[..] {
        [table]
            if failed.removed < MOST_ROWS
                && !needs_empty(failed.error, failed.script, failed.rows) =>
        {
            let row = candidate(failed.error, &failed.rows.tables[table]);
            Remedy::WithoutRow(table.clone(), row)
        }
        _ => Remedy::WithoutRowsOf(suspects),
    }
}

/// Whether an error can be about rows. A statement that cannot be understood, or names what is not there, is about none,
/// unless it was put together from values: then the server points nowhere.
pub(in crate::checks::round_trip) fn may_come_of_rows(error: &FailedSql) -> bool {
    // Cardinality, data exceptions, integrity constraints, routines, WITH CHECK OPTION, limits, the state of an object, RAISE.
    const CLASSES: [&str; 9] = ["21", "22", "23", "2F", "38", "44", "54", "55", "P0"];
    const SYNTAX: &str = "42601";
    let state = error.sqlstate.as_deref().unwrap_or_default();
    let is_put_together = state == SYNTAX && error.place.is_none();
    is_put_together || CLASSES.iter().any(|class| state.starts_with(class))
}

/// Whether a movement fails on every row of a table: the column that has NULLs in it is the movement's own, and is
/// NOT NULL from the start. What is filled first and made NOT NULL then fails on rows that there is no value for.
pub(in crate::checks::round_trip) fn needs_empty(
    error: &FailedSql,
    script: &str,
    rows: &Rows,
) -> bool {
    let Some(column) = column_of_nulls(error) else {
        return false;
    };
    // It may have dropped one of the same name.
    let statement = without_comments(failed_statement(error, script));
    if required_columns(&statement)
        .iter()
        .any(|it| is_named(it, column))
    {
        return true;
    }
    if makes_not_null(script) {
        return false;
    }
    let mut tables = rows.tables.values();
    let table = tables.find(|it| error.is_about(&it.schema, &it.name));
    let is_new = |table: &TableContents| !table.columns.iter().any(|it| it == column);
    table.is_some_and(|it| is_new(it))
}

fn makes_not_null(script: &str) -> bool {
    let all = statements(script);
    let mut words = all.iter().flat_map(|it| it.words.windows(3));
    words.any(|it| it == ["SET", "NOT", "NULL"])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::*;
    use crate::rows::Row;
    use crate::sql::{Location, QualifiedName};

    fn error(sqlstate: &str, message: &str, table: Option<&str>) -> FailedSql {
        FailedSql {
            sqlstate: Some(sqlstate.to_owned()),
            table: table.map(|name| QualifiedName {
                schema: "public".to_owned(),
                name: name.to_owned(),
            }),
            ..failed::error(message)
        }
    }

    fn rows(tables: &[&str]) -> Rows {
        let row: Row = vec![Some("1".to_owned()), None];
        let table = |name: &&str| {
            let table = TableContents {
                schema: "public".to_owned(),
                name: (*name).to_owned(),
                columns: vec!["id".to_owned(), "note".to_owned()],
                rows: vec![row.clone(), row.clone()].into(),
            };
            (format!("public.{name}"), Arc::new(table))
        };
        Rows {
            tables: tables.iter().map(table).collect(),
            ..Rows::default()
        }
    }

    /// What is tried for an error about two tables, `item` and `list`, of which the script names `list`.
    fn tried(movement: Movement, error: &FailedSql, removed: usize, own: &str) -> Remedy {
        remedy(&Failed {
            movement,
            error,
            script: "ALTER TABLE list ADD CHECK (note <> '')",
            rows: &rows(&["item", "list"]),
            is_undone: true,
            removed,
            own: &OwnRows::in_scripts([own].into_iter()),
        })
    }

    fn table(name: &str) -> String {
        format!("public.{name}")
    }

    #[test]
    fn the_row_of_the_table_that_the_error_names_is_taken_away_first() {
        let error = error("23514", "is violated by some row", Some("item"));
        for movement in [Movement::Up, Movement::Down, Movement::UpAgain] {
            let remedy = tried(movement, &error, 0, "");
            assert_eq!(remedy, Remedy::WithoutRow(table("item"), 1));
        }
    }

    #[test]
    fn of_many_rows_all_are_taken_away_at_once() {
        let error = error("23514", "is violated by some row", Some("item"));
        let remedy = tried(Movement::Down, &error, MOST_ROWS, "");
        assert_eq!(remedy, Remedy::WithoutRowsOf(vec![table("item")]));
    }

    #[test]
    fn an_error_that_names_no_table_is_about_the_one_that_the_script_names() {
        let error = error("22P02", "invalid input syntax for type integer", None);
        let remedy = tried(Movement::Down, &error, 0, "");
        assert_eq!(remedy, Remedy::WithoutRow(table("list"), 1));
    }

    #[rstest]
    #[case("INSERT INTO item VALUES (1)")]
    #[case("insert into public.\"item\" (id) select 1")]
    #[case("COPY item FROM STDIN")]
    fn rows_of_a_migration_are_never_taken_away(#[case] own: &str) {
        let error = error("23505", "could not create unique index", Some("item"));
        assert_eq!(tried(Movement::Down, &error, 0, own), Remedy::OnBareServer);
    }

    #[test]
    fn a_misspelt_down_is_tried_once_and_a_first_up_never_ends_the_proof_untried() {
        let error = error("42704", "index \"item_nam\" does not exist", None);
        assert_eq!(tried(Movement::Up, &error, 0, ""), Remedy::OnBareServer);
        assert_eq!(tried(Movement::Down, &error, 0, ""), Remedy::None);
        assert_eq!(tried(Movement::UpAgain, &error, 0, ""), Remedy::None);
    }

    #[test]
    fn a_statement_put_together_from_values_may_come_of_rows_and_a_written_one_not() {
        let mut error = error("42601", "syntax error at or near \"x\"", None);
        assert!(may_come_of_rows(&error));
        error.place = Some(Location {
            line: 1,
            column: 1,
            text: String::new(),
        });
        assert!(!may_come_of_rows(&error));
    }

    #[test]
    fn what_is_half_done_is_not_tried_again_on_its_traces() {
        let remedy = remedy(&Failed {
            movement: Movement::Down,
            error: &error("23514", "is violated by some row", Some("item")),
            script: "",
            rows: &rows(&["item"]),
            is_undone: false,
            removed: 0,
            own: &OwnRows::default(),
        });
        assert_eq!(remedy, Remedy::OnBareServer);
    }

    #[test]
    fn a_new_column_without_a_default_needs_an_empty_table_and_an_old_one_does_not() {
        let of = |column: &str| {
            let message = format!("column \"{column}\" of relation \"item\" contains null values");
            error("23502", &message, Some("item"))
        };
        let add = "ALTER TABLE item ADD COLUMN colour text NOT NULL";
        assert!(needs_empty(&of("colour"), add, &rows(&["item"])));
        assert!(!needs_empty(&of("note"), add, &rows(&["item"])));
        let fill = "ALTER TABLE item ADD COLUMN colour text; UPDATE item SET colour = note;
                    ALTER TABLE item ALTER colour SET NOT NULL";
        assert!(!needs_empty(&of("colour"), fill, &rows(&["item"])));
        let replace = "ALTER TABLE item DROP COLUMN note, ADD COLUMN note uuid NOT NULL";
        let at = Location {
            line: 1,
            column: 1,
            text: replace.to_owned(),
        };
        let replaced = FailedSql {
            statement: Some(at),
            ..of("note")
        };
        assert!(needs_empty(&replaced, replace, &rows(&["item"])));
        // What another column of the file goes through says nothing of this one.
        let both = "ALTER TABLE item ADD COLUMN colour text NOT NULL;
                    ALTER TABLE item ALTER note SET NOT NULL";
        let at = Location {
            line: 1,
            column: 1,
            text: both.to_owned(),
        };
        let added = FailedSql {
            statement: Some(at),
            ..of("colour")
        };
        assert!(needs_empty(&added, both, &rows(&["item"])));
        let all = Remedy::WithoutRowsOf(vec![table("item")]);
        assert_eq!(tried(Movement::Up, &of("colour"), 0, ""), all);
    }
}
