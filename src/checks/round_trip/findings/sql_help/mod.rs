//! What to do about an SQL error, by its SQLSTATE: statements that can be pasted, with names as SQL quotes them.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::outcome::{After, Failure, Found, StepOutcome};
use super::{differences, set_up};
use crate::catalog::Change;
use crate::findings::{Kind, Phase};
use crate::migrations::Layout;
use crate::runner::FailedSql;
use crate::sql::{ErrorClass, identifier, is_duplicate, names_in};

/// Nothing of that name is there.
const UNDEFINED: [&str; 5] = ["42P01", "42703", "42704", "42883", "3F000"];

/// What somebody does next who has to make the movement run.
pub(super) fn help(
    failure: &Failure,
    failed: &FailedSql,
    step: &StepOutcome,
    layout: Layout,
) -> Option<String> {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let kind = failure.kind;
    let unless_applied = if layout.checks_ups() {
        "unless it is applied somewhere, "
    } else {
        ""
    };
    if kind == Kind::UpNeedsEmpty {
        return Some(format!("{unless_applied}{}", on_any_row()));
    }
    if kind == Kind::DownRefusesRows && failure.on_any_row {
        return Some(on_any_row());
    }
    if kind == Kind::DownRefusesRows {
        let first = on_rows(failed);
        return Some(format!(
            "let the down first {first}, and declare what it loses"
        ));
    }
    if kind == Kind::UpRefusesRows {
        return Some(format!("{unless_applied}{}", up_on_rows(failed, step)));
    }
    if kind == Kind::SessionLeftChanged && state != "42501" {
        return is_duplicate(state).then(|| {
            "drop what is temporary at its end, or create it with ON COMMIT DROP".to_owned()
        });
    }
    // The server's hint is replaced by what to do.
    let is_of_server = matches!(
        kind,
        Kind::NeedsExtension | Kind::NeedsNewerPostgres | Kind::Confined | Kind::Hangs
    );
    if is_of_server {
        return None;
    }
    let typical = match state {
        "25001" => Some(outside_transaction(layout)),
        "2BP01" => dependents(failed),
        "42501" => Some(
            "the role at work there may not do this: GRANT it before, or take back the SET ROLE or SET SESSION AUTHORIZATION"
                .to_owned(),
        ),
        "42601" => Some("correct the statement: PostgreSQL cannot read it from there on".to_owned()),
        "55P04" => Some(
            "a new enum value can be used only once it is committed: put ALTER TYPE ... ADD VALUE into a migration of its own before this one"
                .to_owned(),
        ),
        "42P16" if failed.message.ends_with("is in a primary key") => {
            Some("leave out DROP NOT NULL: a primary key's column is never nullable".to_owned())
        }
        "0A000" => used_by_view(failed),
        _ if is_duplicate(state) => Some(exists(failure, failed, step)),
        _ if UNDEFINED.contains(&state) && failed.message.contains("does not exist") => Some(undefined(failure, failed, step)),
        _ => None,
    };
    typical.or_else(|| fallback(failure, state, layout))
}

/// Where a column that is new to a table is NOT NULL from the start.
fn on_any_row() -> String {
    "it fails as soon as the table has a row: add the column nullable, fill it, then SET NOT NULL; a DEFAULT will do where one value is right for all rows"
        .to_owned()
}

/// What an up does about the rows that it meets, or writes.
fn up_on_rows(failed: &FailedSql, step: &StepOutcome) -> String {
    const REPEATED_KEY: &str = "23505";
    let table = failed.table.as_ref();
    if let Some(table) = table.filter(|it| step.up.creates(&it.name)) {
        return format!(
            "let what this migration puts into {table} differ: no row stood there before"
        );
    }
    let statement = failed.statement.as_ref().or(failed.place.as_ref());
    let writes =
        statement.is_some_and(|it| it.text.trim_start().to_uppercase().starts_with("INSERT"));
    if writes && failed.sqlstate.as_deref() == Some(REPEATED_KEY) {
        return "the rows that it inserts repeat a key: let each have a key of its own, or, where nothing needs them, leave out those that are there with ON CONFLICT DO NOTHING".to_owned();
    }
    format!("before that statement, {}", on_rows(failed))
}

/// What becomes of the rows that a constraint or a type refuses.
fn on_rows(failed: &FailedSql) -> String {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
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
            format!("delete or repoint {rows} that refer to {of} which it deletes or changes")
        }
        ("23503", _) => format!(
            "in {rows} that refer to nothing, set the key to NULL if it may be, or make what they refer to, or delete them"
        ),
        ("23505", _) => format!("delete or merge {rows} that share a key"),
        ("23514", _) => format!("change or delete {rows} that the check refuses"),
        ("22001", _) => format!("shorten the values of {rows}, as with USING left(COLUMN, LENGTH)"),
        ("22003", _) => format!("change or delete {rows} whose values are out of range"),
        ("22P02" | "22007" | "22008", _) => {
            format!(
                "change {rows} whose values the other type cannot hold, as with USING CASE ... END"
            )
        }
        _ => format!("change or delete {rows} that are in its way"),
    }
}

/// How a file of a layout is run outside a transaction.
fn outside_transaction(layout: Layout) -> String {
    let how = match layout.name() {
        "pgconform" => "with '-- pgconform: no-transaction' at the head of the file",
        "goose" => "with '-- +goose NO TRANSACTION' at the head of the file",
        "dbmate" => {
            "with '-- migrate:up transaction:false', or '-- migrate:down transaction:false'"
        }
        "diesel" => "with run_in_transaction = false in a metadata.toml beside it",
        "flyway" => "with executeInTransaction=false in a file of its name and .conf beside it",
        "sqlx" => "with '-- no-transaction' as the first line of the file",
        "tern" => "with a line '---- tern: disable-tx ----' in the file",
        _ => "alone in a migration of its own: the statements of one file share a transaction",
    };
    format!("run it outside a transaction, {how}")
}

/// `constraint c on table t depends on table u`.
static DEPENDS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:(?<default>default value for )?(?<part>constraint|trigger|policy|rule|column) (?<name>.+) (?:on|of) (?:foreign )?(?:table|view|materialized view) (?<table>\S+)|(?<kind>view|materialized view|foreign table|table|index|sequence|type|function|extension) (?<whole>.+)) depends on ";
    Regex::new(pattern).expect("it is sound")
});

/// So many statements are written out.
const MOST_STATEMENTS: usize = 10;

/// The statements that drop what depends on something else.
fn dependents(failed: &FailedSql) -> Option<String> {
    let lines: Vec<&str> = failed.detail.as_deref()?.lines().collect();
    let mut statements: Vec<String> = Vec::new();
    for statement in lines
        .iter()
        .filter_map(|line| DEPENDS.captures(line))
        .map(|it| drop_of(&it))
    {
        if !statements.contains(&statement) {
            statements.push(statement);
        }
    }
    if statements.is_empty() {
        return None;
    }
    let more = statements.len().saturating_sub(MOST_STATEMENTS);
    statements.truncate(MOST_STATEMENTS);
    if more > 0 {
        statements.push(format!("-- and {more} more"));
    }
    Some(format!("before it, add\n{}", statements.join("\n")))
}

fn drop_of(found: &Captures<'_>) -> String {
    let text = |name| found.name(name).map_or("", |it| it.as_str());
    let (table, name) = (text("table"), identifier(text("name")));
    match text("part") {
        "" => format!("DROP {} {};", text("kind").to_uppercase(), text("whole")),
        "constraint" => format!("ALTER TABLE {table} DROP CONSTRAINT {name};"),
        "column" if found.name("default").is_some() => {
            format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT;")
        }
        "column" => {
            format!("ALTER TABLE {table} ALTER COLUMN {name} TYPE ...; -- or DROP COLUMN {name}")
        }
        "rule" if text("name") == "_RETURN" => format!("DROP VIEW {table};"),
        part => format!("DROP {} {name} ON {table};", part.to_uppercase()),
    }
}

/// A column whose type is changed below a view.
fn used_by_view(failed: &FailedSql) -> Option<String> {
    let detail = failed.detail.as_deref()?;
    let found = DEPENDS.captures(detail)?;
    let is_used = failed
        .message
        .starts_with("cannot alter type of a column used by");
    is_used.then(|| {
        format!(
            "make it again afterwards, and before it, add\n{}",
            drop_of(&found)
        )
    })
}

fn exists(failure: &Failure, failed: &FailedSql, step: &StepOutcome) -> String {
    let what = what(failed, "already exists");
    if failed.message.starts_with("enum label") {
        let words = if failure.kind == Kind::UpAgainFailed {
            "PostgreSQL drops no enum value: write ADD VALUE IF NOT EXISTS in the up, or make the type again without it in the down"
        } else {
            "write ADD VALUE IF NOT EXISTS"
        };
        return words.to_owned();
    }
    match failure.movement {
        Phase::UpAgain | Phase::Compared => of_difference(failed, step, Change::Leftover)
            .unwrap_or_else(|| format!("the down leaves {what}: drop it in the down")),
        Phase::Down => {
            format!("{what} is still there when the down gets here: drop or rename it before")
        }
        Phase::Unreached | Phase::Up => {
            format!(
                "an earlier migration or --setup has made {what}: leave it out here, or drop it before"
            )
        }
    }
}

fn undefined(failure: &Failure, failed: &FailedSql, step: &StepOutcome) -> String {
    let what = what(failed, "does not exist");
    match failure.movement {
        Phase::UpAgain | Phase::Compared => of_difference(failed, step, Change::Missing)
            .unwrap_or_else(|| format!("the up finds {what} the first time only: make it again in the down")),
        Phase::Down => format!(
            "{what} is not there when the down gets here: correct the name, or make it again before"
        ),
        Phase::Unreached | Phase::Up => set_up::help(failed).unwrap_or_else(|| {
            format!(
                "no earlier migration makes {what}: correct the name or the order; what is made elsewhere goes into a file for --setup FILE"
            )
        }),
    }
}

/// What the server's message is about: `column "a" of relation "b"`.
fn what(failed: &FailedSql, end: &str) -> String {
    let (what, _) = failed
        .message
        .split_once(end)
        .unwrap_or((&failed.message, ""));
    what.trim().to_owned()
}

/// What to do about the difference that a second up stumbles over.
fn of_difference(failed: &FailedSql, step: &StepOutcome, change: Change) -> Option<String> {
    let mut names = names_in(&failed.message);
    // `column "a" of relation "b"` is `b.a` in a catalog.
    names.reverse();
    let name: Vec<String> = names.into_iter().map(identifier).collect();
    let name = format!(".{}", name.join("."));
    let is_meant = |it: &&Found| {
        it.after == After::Down
            && it.difference.change == change
            && format!(".{}", it.difference.object.name).ends_with(&name)
    };
    let found = step.differences.iter().find(is_meant)?;
    differences::help_of(found, step)
}

fn fallback(failure: &Failure, state: &str, layout: Layout) -> Option<String> {
    // A statement that cannot be understood, or names what is not there, refuses nothing.
    let may_refuse = ErrorClass::of(state) != ErrorClass::SyntaxErrorOrAccessRuleViolation;
    let is = |kind| failure.kind == kind;
    let words = if is(Kind::UpFailed) {
        "correct the up: until it runs, no later migration can be proved"
    } else if is(Kind::DownFailed) && may_refuse && layout.takes_declarations() {
        "correct the down; where there is no way back, add '-- pgconform: irreversible because ...' to it"
    } else if is(Kind::DownFailed) {
        "correct the down, which fails whatever the tables hold"
    } else if is(Kind::UpAgainFailed) {
        "let the down take back all that the up does, so that it can run again"
    } else {
        return None;
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "constraint Eval_fkey on table \"Evals\" depends on table evals",
        "ALTER TABLE \"Evals\" DROP CONSTRAINT \"Eval_fkey\";"
    )]
    #[case(
        "default value for column id of table a depends on sequence s",
        "ALTER TABLE a ALTER COLUMN id DROP DEFAULT;"
    )]
    #[case(
        "materialized view m depends on column b of table a",
        "DROP MATERIALIZED VIEW m;"
    )]
    #[case("trigger t on table a depends on function f()", "DROP TRIGGER t ON a;")]
    #[case(
        "rule _RETURN on view v depends on column b of table a",
        "DROP VIEW v;"
    )]
    #[case("function f(integer) depends on type t", "DROP FUNCTION f(integer);")]
    fn what_depends_on_something_is_dropped_by_its_own_statement(
        #[case] line: &str,
        #[case] statement: &str,
    ) {
        let found = DEPENDS.captures(line).expect("it says what depends");
        assert_eq!(drop_of(&found), statement);
    }
}
