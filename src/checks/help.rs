//! The help for a difference with a typical cause: statements that can be pasted, with names as SQL quotes them.

mod changed;
mod create;
mod leftover;
mod names;
mod privileges;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Change, Difference, Holder, Identity};
use names::split;

/// One line for the author of the down; `None` where only the author can know.
pub(in crate::checks) fn help(difference: &Difference) -> Option<String> {
    let name = &difference.object.name;
    let kind = difference.object.kind.as_str();
    match difference.change {
        Change::Leftover => leftover::help(kind, name, difference.holder),
        Change::Missing => {
            Some("it was there before: leave it there in the down, or make it again".to_owned())
        }
        Change::Changed => changed::help(difference, difference.fact.as_deref()?),
    }
}

/// The same where a second up does not come to what the first one made.
pub(in crate::checks) fn again(difference: &Difference) -> String {
    let help = match difference.change {
        Change::Missing => {
            "the first up makes it and the second does not: let the down take away what keeps it from that"
        }
        Change::Leftover => {
            "the second up makes it and the first does not: let the down leave what the first one starts from"
        }
        Change::Changed => {
            "let the down put back all that the up starts from, so that it comes to the same"
        }
    };
    help.to_owned()
}

/// Something that an up dropped or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    object: Identity,
    /// What makes it again as it was, where that is a line.
    statement: Option<String>,
    /// Whether it is still there, and another.
    is_changed: bool,
}

/// What is in one catalog and not in another, or is another there.
pub(in crate::checks) fn touched(before: &Catalog, after: &Catalog) -> Vec<Touched> {
    // Both are in the order of their names, so that one walk past both is enough.
    let mut now = after.objects.iter().peekable();
    let mut touched = Vec::new();
    for (object, facts) in &before.objects {
        let is_before = |is: &&Arc<Identity>| !Arc::ptr_eq(is, object) && *is < object;
        while now.next_if(|(is, _)| is_before(is)).is_some() {}
        let is = now.next_if(|(is, _)| *is == object);
        if is.is_some_and(|(_, is)| is == facts) {
            continue;
        }
        touched.push(Touched {
            object: Identity::clone(object),
            statement: create::create(object, facts, Holder::of(object, [before, after])),
            is_changed: is.is_some(),
        });
    }
    touched
}

/// The kinds of which an earlier definition takes the place of a later one without a DROP, whatever depends on it.
const REPLACEABLE: [&str; 2] = ["aggregate", "function"];

/// What to do about something that is missing after a down, by what the up did to it.
pub(in crate::checks) fn missing(difference: &Difference, touched: &[Touched]) -> Option<String> {
    if difference.change != Change::Missing {
        return None;
    }
    let mut by_up = touched.iter().filter(|it| it.object == difference.object);
    let Some(Touched {
        statement,
        is_changed,
        ..
    }) = by_up.next()
    else {
        return Some(
            "the up does not touch it and the down removes it, or what it belongs to: let the down leave it, or make it again as it was"
                .to_owned(),
        );
    };
    Some(match (statement, is_changed) {
        (Some(statement), false) => format!("the up drops it: in the down, add {statement}"),
        (None, false) if difference.object.kind == "table" => {
            "the up drops it: create it again in the down, as it was; where it is to stay dropped, acknowledge that in pgconform.toml"
                .to_owned()
        }
        (None, false) => "the up drops it: make it again in the down, as it was".to_owned(),
        (Some(statement), true) => {
            format!("the up changes it and the down removes it: after that, add {statement}")
        }
        (None, true) if REPLACEABLE.contains(&&*difference.object.kind) => {
            "the up changes it and the down removes it: instead of that, put its earlier definition back with CREATE OR REPLACE in the down"
                .to_owned()
        }
        (None, true) => {
            "the up changes it and the down removes it: change it back in the down instead"
                .to_owned()
        }
    })
}

/// The same of two objects, of which one is missing and the other left over, where the one looks like the other with
/// another name: two columns of one table, of which whoever drops the one and adds the other destroys what it holds, or
/// what PostgreSQL has numbered because the first name was taken.
pub(in crate::checks) fn renamed(missing: &Difference, leftover: &Difference) -> Option<String> {
    let kind = missing.object.kind.as_str();
    let are_meant = (missing.change, leftover.change) == (Change::Missing, Change::Leftover)
        && kind == leftover.object.kind;
    let (table, old) = split(&missing.object.name)?;
    let (of, new) = split(&leftover.object.name)?;
    if !are_meant || table != of {
        return None;
    }
    if kind == "column" {
        return Some(format!(
            "if the up renamed it, add {} RENAME {} {new} TO {old}; to drop and add it would lose what it holds",
            names::alter(missing.holder, table),
            names::column(missing.holder)
        ));
    }
    let bare = |name: &str| {
        name.trim_matches('"')
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    let are_alike = bare(old) == bare(new);
    are_alike.then(|| has_other_name(missing, &leftover.object.name))?
}

/// What to do about something that a down brings back under another name than it had.
pub(in crate::checks) fn has_other_name(difference: &Difference, name: &str) -> Option<String> {
    let kind = difference.object.kind.as_str();
    let (table, old) = split(&difference.object.name)?;
    let statement = match kind {
        "constraint" => {
            let (_, new) = split(name)?;
            let alter = names::alter(difference.holder, table);
            format!("{alter} RENAME CONSTRAINT {new} TO {old}")
        }
        "index" | "sequence" | "table" | "view" | "materialized_view" => {
            let word = names::statement_word(kind)?;
            format!("ALTER {word} {name} RENAME TO {old}")
        }
        _ => return None,
    };
    Some(format!(
        "give it its earlier name where the down creates it, or add {statement}"
    ))
}

#[cfg(test)]
mod tests;
