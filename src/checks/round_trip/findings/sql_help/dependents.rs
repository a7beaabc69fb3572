//! The help for an object that cannot be dropped or changed because others depend on it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::runner::FailedSql;
use crate::sql::identifier;

/// `constraint c on table t depends on table u`.
static DEPENDS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(?:(?<default>default value for )?(?<part>constraint|trigger|policy|rule|column) (?<name>.+) (?:on|of) (?:foreign )?(?:table|view|materialized view) (?<table>\S+)|(?<kind>view|materialized view|foreign table|table|index|sequence|type|function|extension) (?<whole>.+)) depends on ";
    Regex::new(pattern).expect("it is sound")
});

/// So many statements are written out.
const MOST_STATEMENTS: usize = 10;

/// The statements that drop what depends on something else.
pub(super) fn dependents(failed: &FailedSql, file: Option<&ScriptFile>) -> Option<String> {
    let lines: Vec<&str> = failed.detail.as_deref()?.lines().collect();
    let line = failed.location().map_or(0, |it| it.line);
    let (mut moved, mut statements): (Vec<usize>, Vec<String>) = (Vec::new(), Vec::new());
    for found in lines.iter().filter_map(|line| DEPENDS.captures(line)) {
        let later = file.and_then(|file| file.drops_after(line, &parts(&found)));
        let statement = drop_of(&found);
        match later {
            Some(later) if !moved.contains(&later) => moved.push(later),
            None if !statements.contains(&statement) => statements.push(statement),
            _ => {}
        }
    }
    let more = statements.len().saturating_sub(MOST_STATEMENTS);
    statements.truncate(MOST_STATEMENTS);
    if more > 0 {
        statements.push(format!("-- and {more} more"));
    }
    let moved: Vec<String> = moved.iter().map(usize::to_string).collect();
    let to_move = match &moved[..] {
        [] => None,
        [one] => Some(format!("move the statement of line {one} before it")),
        all => Some(format!(
            "move the statements of lines {} before it",
            all.join(", ")
        )),
    };
    let to_add =
        (!statements.is_empty()).then(|| format!("before it, add\n{}", statements.join("\n")));
    match (to_move, to_add) {
        (Some(to_move), Some(to_add)) => Some(format!("{to_move}, and {to_add}")),
        (to_move, to_add) => to_move.or(to_add),
    }
}

/// The names that a statement which drops it has in it.
fn parts<'a>(found: &'a Captures<'_>) -> Vec<&'a str> {
    let bare = |name: &'a str| {
        let name = name.split('(').next().unwrap_or_default();
        name.rsplit('.')
            .next()
            .unwrap_or_default()
            .trim_matches('"')
    };
    let text = |name| found.name(name).map(|it| bare(it.as_str()));
    let is_view = text("name") == Some("_RETURN");
    let name = text("name").filter(|_| !is_view);
    [name, text("table"), text("whole")]
        .into_iter()
        .flatten()
        .collect()
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
            format!(
                "ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT, ALTER COLUMN {name} TYPE ...; -- or DROP COLUMN {name}"
            )
        }
        "rule" if text("name") == "_RETURN" => format!("DROP VIEW {table};"),
        part => format!("DROP {} {name} ON {table};", part.to_uppercase()),
    }
}

/// A column whose type is changed below a view.
pub(super) fn used_by_view(failed: &FailedSql) -> Option<String> {
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
