//! Differences between two catalogs, grouped by object.

use serde_json::Value;

use super::palette::{noted, quiet};
use super::value::value;
use crate::catalog::{Change, Difference};
use crate::escape;
use crate::findings::Looks;

/// One difference, and what is to be told beside it.
#[derive(Clone)]
pub(super) struct Told<'a> {
    /// What differs.
    pub difference: &'a Difference,
    /// What to do, where it is known.
    pub help: Option<&'a str>,
    /// What the finding is called.
    pub id: String,
}

/// One object: what became of it, which facts changed, and what to do about it.
///
/// All of `found` are differences of one object.
pub(super) fn of_object(found: &[Told<'_>], looks: &Looks) -> String {
    let Difference { object, change, .. } = found[0].difference;
    let word = match change {
        Change::Missing => looks.missing,
        Change::Leftover => looks.leftover,
        Change::Changed => "changed",
    };
    let mut text = format!("{} {}", noted(word), escape::line(object));
    for Told {
        difference,
        help,
        id,
    } in found
    {
        let id = quiet(id);
        if let Some(fact) = &difference.fact {
            if let (Some(Value::String(was)), Some(Value::String(is))) =
                (&difference.was, &difference.is)
                && (was.contains('\n') || is.contains('\n'))
            {
                text += &format!("\n  {}:  {id}{}", fact.replace('_', " "), lines(was, is));
                text += &help.map_or_else(String::new, told_help);
                continue;
            }
            let (was, is) = (
                value(difference.was.as_ref()),
                value(difference.is.as_ref()),
            );
            let (before, after) = (looks.was, looks.is);
            let fact = fact.replace('_', " ");
            text += &if was.chars().count() + is.chars().count() > ON_ONE_LINE {
                format!("\n  {fact}:  {id}\n    {before} {was}\n    {after} {is}")
            } else {
                format!("\n  {fact}: {before} {was}, {after} {is}  {id}")
            };
        } else {
            text += &format!("  {id}");
        }
        text += &help.map_or_else(String::new, told_help);
    }
    text + "\n"
}

/// Two values of so many characters together stand on one line.
const ON_ONE_LINE: usize = 120;

fn told_help(help: &str) -> String {
    format!("\n  {} {}", quiet("help:"), escape::line(help))
}

/// Lines around those that differ.
const AROUND: usize = 2;

/// What tells two texts of several lines apart, line by line.
fn lines(was: &str, is: &str) -> String {
    let all = diff::lines(was, is);
    let is_same = |at: usize| matches!(all[at], diff::Result::Both(..));
    let is_near = |at: usize| {
        let near = at.saturating_sub(AROUND)..all.len().min(at + AROUND + 1);
        near.into_iter().any(|at| !is_same(at))
    };
    let mut text = String::new();
    let mut left_out = 0;
    for (at, line) in all.iter().enumerate() {
        if !is_near(at) {
            left_out += 1;
            continue;
        }
        text += &gap(&mut left_out);
        let (mark, line) = match line {
            diff::Result::Left(line) => ('-', line),
            diff::Result::Right(line) => ('+', line),
            diff::Result::Both(line, _) => (' ', line),
        };
        text += &format!("\n    {mark} {}", escape::indented(line));
    }
    text + &gap(&mut left_out)
}

/// How many lines are left out.
fn gap(left_out: &mut usize) -> String {
    match std::mem::take(left_out) {
        0 => String::new(),
        1 => "\n      (1 line)".to_owned(),
        many => format!("\n      ({many} lines)"),
    }
}

/// Every line two blanks further in.
pub(super) fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
