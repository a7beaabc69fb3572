//! Values that a trigger computes each time their row is written. Where the migration wrote the row, and the trigger computed
//! another value, nobody has lost one.

use regex::Regex;
use serde_json::Value;

use super::not_at_fault::{table, values};
use crate::catalog::{Catalog, Facts};
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;

/// Whether the values of a lost column were computed before, and are now.
pub(in crate::checks::round_trip) fn is_derived(loss: &Loss, was: &State, is: &State) -> bool {
    let Some(column) = &loss.column else {
        return false;
    };
    let (Some((identity, then)), Some((_, now))) = (table(&was.rows, loss), table(&is.rows, loss))
    else {
        return false;
    };
    let (Some(stood), Some(stands)) = (values(then, column), values(now, column)) else {
        return false;
    };
    // What stands empty was not computed anew.
    let is_filled = stands.filter(Option::is_none).count() <= stood.filter(Option::is_none).count();
    let is_computed_in = |catalog: &Catalog| {
        let mut triggers = catalog.of_kind("trigger");
        triggers.any(|(name, facts)| {
            let rest = name.strip_prefix(identity.as_str());
            rest.is_some_and(|rest| rest.starts_with('.')) && computes(facts, column, catalog)
        })
    };
    is_filled && is_computed_in(&was.catalog) && is_computed_in(&is.catalog)
}

/// Whether a trigger writes a column of each row that is written, whatever stood in it.
fn computes(trigger: &Facts, column: &str, catalog: &Catalog) -> bool {
    let text = |fact: &str| trigger.get(fact).and_then(Value::as_str);
    let fires = |event: &str| {
        let events = trigger.get("events").and_then(Value::as_array);
        events.is_some_and(|it| it.contains(&event.into()))
    };
    let is_for_each = text("timing") == Some("before")
        && text("level") == Some("row")
        && matches!(text("enabled"), Some("origin" | "always"))
        && fires("insert")
        && fires("update")
        && !trigger.contains_key("columns")
        && !text("definition").is_some_and(|it| it.contains(" WHEN ("));
    let function = text("function").and_then(|name| catalog.get("function", name));
    let body = function.and_then(|facts| facts.get("body")?.as_str());
    is_for_each && body.is_some_and(|body| assigns(body, column))
}

/// Whether a body assigns to a column without reading it, and under no condition.
fn assigns(body: &str, column: &str) -> bool {
    let column = regex::escape(column);
    let found = |pattern: &str| {
        let pattern = Regex::new(pattern).expect("a name is escaped");
        pattern.find_iter(body).count()
    };
    let assigned = found(&format!(r#"(?i)\bnew\."?{column}"?\s*:="#));
    let named = found(&format!(r#"(?i)\b(?:new|old)\."?{column}"?(?:\W|$)"#));
    let conditions = found(r"(?i)\b(?:if|case|loop|exception|return\s+null)\b");
    assigned > 0 && assigned == named && conditions == 0
}

#[cfg(test)]
mod tests {
    use super::assigns;

    #[test]
    fn a_body_computes_what_it_assigns_always_and_never_reads() {
        for (body, is_computed) in [
            ("BEGIN NEW.tags := a(new.x); RETURN NEW; END", true),
            ("BEGIN new.tags := lower(new.tags); RETURN new; END", false),
            (
                "BEGIN IF new.x THEN new.tags := 1; END IF; RETURN new; END",
                false,
            ),
            ("BEGIN new.tags_all := 1; RETURN new; END", false),
            ("BEGIN new.tags := old.tags; RETURN new; END", false),
        ] {
            assert_eq!(assigns(body, "tags"), is_computed, "{body}");
        }
    }
}
