//! The help for values that are too long for a type, or out of its range: it is about the statement that converts or writes
//! them.

use std::sync::LazyLock;

use regex::Regex;

use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::runner::FailedSql;

/// `value too long for type character varying(20)`.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\((\d+)\)$").expect("it is sound"));

/// The whole numbers, by the names that their types have in SQL, and the largest of each.
const WHOLE: [(&str, &[&str], i64); 3] = [
    ("smallint", &["SMALLINT", "INT2"], i16::MAX as i64),
    ("integer", &["INTEGER", "INT", "INT4"], i32::MAX as i64),
    ("bigint", &["BIGINT", "INT8"], i64::MAX),
];

/// What the statement does about such values; `None` where it is not known which they are.
pub(super) fn help(file: &ScriptFile, failed: &FailedSql) -> Option<String> {
    match failed.sqlstate.as_deref()? {
        "22001" => too_long(file, failed),
        "22003" => out_of_range(file, failed),
        _ => None,
    }
}

fn too_long(file: &ScriptFile, failed: &FailedSql) -> Option<String> {
    let length = LENGTH.captures(&failed.message)?.extract::<1>().1[0];
    if writes(failed) {
        return Some(format!(
            "before the statement, shorten what it is made of, so that it writes at most {length} characters; left(EXPRESSION, {length}) is only for texts that may be cut, and for no key or address"
        ));
    }
    let column = converted(file, failed, |ty| {
        ty.trim_end().ends_with(&format!("({length})"))
    })?;
    Some(format!(
        "let the statement shorten the values of {column}, with USING left({column}, {length}), unless they are keys; else shorten or delete the longer ones before"
    ))
}

fn out_of_range(file: &ScriptFile, failed: &FailedSql) -> Option<String> {
    let name = failed.message.strip_suffix(" out of range")?;
    let (name, spellings, largest) = WHOLE.into_iter().find(|(it, ..)| *it == name)?;
    if writes(failed) {
        return Some(format!(
            "the statement computes a number beyond {name}: compute and keep it as a larger type, or limit it on both sides, as with greatest(least(EXPRESSION, {largest}), {})",
            -largest - 1
        ));
    }
    let column = converted(file, failed, |ty| {
        spellings.contains(&ty.trim().to_uppercase().as_str())
    })?;
    Some(format!(
        "before the statement, correct or delete the rows whose {column} is beyond {name}: more than {largest}, or as much below zero"
    ))
}

/// Whether the statement writes values, rather than converting those of a column.
fn writes(failed: &FailedSql) -> bool {
    ["INSERT", "UPDATE"].iter().any(|it| failed.begins_with(it))
}

/// The one column to which the statement gives the type, as the file writes it.
fn converted(
    file: &ScriptFile,
    failed: &FailedSql,
    is_type: impl Fn(&str) -> bool,
) -> Option<String> {
    let columns = file.retyped_columns(failed.location()?.line);
    let mut columns = columns.into_iter().filter(|(_, ty)| is_type(ty));
    let (column, _) = columns.next()?;
    columns.next().is_none().then(|| column.to_owned())
}
