//! How much a difference matters.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Difference;
use super::diff::{COLUMN_ORDER, DEFINITION};
use super::generated_names::GENERATED_NAMES;
use super::wording::tell_the_same_time;
use crate::sql::token;

/// What kind of difference it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The schema behaves otherwise, or may.
    Schema,
    /// The same columns in another order, which PostgreSQL cannot put right.
    ColumnOrder,
    /// People read something else: a comment, the white space and the comments in a body, a name that PostgreSQL chose,
    /// an expression in other words.
    Cosmetic,
}

/// The fact that holds what COMMENT ON wrote.
const COMMENT: &str = "comment";
/// The fact that holds a function's source text.
const BODY: &str = "body";
/// The fact that holds a column's default.
const DEFAULT: &str = "default";
/// The fact that holds what WITH says of a view or a table.
const OPTIONS: &str = "options";

impl Difference {
    /// Whether it says what another one said: the names that PostgreSQL chooses for a table's parts may go to and fro.
    #[must_use]
    pub fn repeats(&self, other: &Self) -> bool {
        let is_of_names = self.fact.as_deref() == Some(GENERATED_NAMES);
        self == other || is_of_names && (&self.object, &self.fact) == (&other.object, &other.fact)
    }

    /// The difference's class, as far as it says so itself; the server knows more of what is in other words.
    #[must_use]
    pub fn class(&self) -> Class {
        match (self.fact.as_deref(), &self.was, &self.is) {
            (Some(COLUMN_ORDER), Some(was), Some(is)) if same_members(was, is) => {
                Class::ColumnOrder
            }
            (Some(COMMENT | GENERATED_NAMES), _, _) => Class::Cosmetic,
            // An option of a view that is off is what none says.
            (Some(OPTIONS), was, is)
                if self.object.kind == "view" && set(was.as_ref()) == set(is.as_ref()) =>
            {
                Class::Cosmetic
            }
            (Some(BODY), Some(Value::String(was)), Some(Value::String(is)))
                if essence(was) == essence(is) =>
            {
                Class::Cosmetic
            }
            (Some(DEFAULT | DEFINITION), Some(Value::String(was)), Some(Value::String(is)))
                if tell_the_same_time(was, is) =>
            {
                Class::Cosmetic
            }
            _ => Class::Schema,
        }
    }
}

/// The options of a view but for those that are off, as each is where nothing is said of it.
fn set(options: Option<&Value>) -> Vec<&str> {
    const OFF: [&str; 4] = ["=false", "=off", "=no", "=0"];
    let all = options.and_then(Value::as_array).into_iter().flatten();
    let all = all.filter_map(Value::as_str);
    all.filter(|it| !OFF.iter().any(|off| it.ends_with(off)))
        .collect()
}

fn same_members(was: &Value, is: &Value) -> bool {
    let sorted = |value: &Value| {
        let mut members: Vec<String> = value
            .as_array()
            .into_iter()
            .flatten()
            .map(Value::to_string)
            .collect();
        members.sort();
        members
    };
    sorted(was) == sorted(is)
}

/// A body without its comments but those that a planner's extension reads, each run of white space as one blank, and none
/// beside a mark that ends a word anyway; what stands in quotation marks stays as it is.
fn essence(body: &str) -> String {
    const MARKS: [&str; 4] = [";", ",", "(", ")"];
    let mut essence = String::new();
    let mut blank = String::new();
    let mut is_behind_mark = true;
    let mut rest = body;
    while !rest.is_empty() {
        let (token, length) = token(rest);
        let text = &rest[..length];
        if token.is_some() || text.starts_with("/*+") {
            let is_mark = MARKS.contains(&text);
            if !blank.is_empty() && !is_mark && !is_behind_mark {
                // Two texts are one where a line ends between them.
                let are_texts = essence.ends_with('\'') && text.starts_with('\'');
                let is_break = are_texts && blank.contains('\n');
                essence.push(if is_break { '\n' } else { ' ' });
            }
            essence.push_str(text);
            is_behind_mark = is_mark;
            blank.clear();
        } else {
            blank.push_str(text);
        }
        rest = &rest[length..];
    }
    essence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Change, Holder, Identity};
    use serde_json::json;

    fn changed(fact: &str, was: Value, is: Value) -> Class {
        let difference = Difference {
            object: Identity {
                kind: "function".to_owned(),
                name: "public.f()".to_owned(),
            },
            change: Change::Changed,
            fact: Some(fact.to_owned()),
            was: Some(was),
            is: Some(is),
            holder: Holder::default(),
        };
        difference.class()
    }

    #[test]
    fn columns_in_another_order_are_a_class_of_their_own_and_other_columns_are_not() {
        let order = json!(["id", "name"]);
        assert_eq!(
            changed("column_order", order.clone(), json!(["name", "id"])),
            Class::ColumnOrder
        );
        assert_eq!(changed("column_order", order, json!(["id"])), Class::Schema);
    }

    #[test]
    fn white_space_and_comments_of_a_body_are_cosmetic() {
        let was = json!("BEGIN\n  -- why\n  RETURN 'a  b'; /* and /* so */ on */\nEND");
        let is = json!("BEGIN RETURN 'a  b';\tEND");
        assert_eq!(changed("body", was, is), Class::Cosmetic);
        let [was, is] = ["SELECT f (a , b) ; ", "SELECT f(a, b)\n;"].map(|body| json!(body));
        assert_eq!(changed("body", was, is), Class::Cosmetic);
    }

    #[test]
    fn what_stands_in_quotation_marks_is_never_cosmetic() {
        for (was, is) in [
            ("RETURN 'a  b'", "RETURN 'a b'"),
            ("RETURN '-- a'", "RETURN '-- b'"),
            ("RETURN \"a  b\"", "RETURN \"a b\""),
            ("EXECUTE $$a  b$$", "EXECUTE $$a b$$"),
            ("RETURN E'\\'  b'", "RETURN E'\\' b'"),
            ("RETURN 1 -- a\n + 2", "RETURN 1"),
            ("RETURN ab", "RETURN a b"),
            ("SELECT 'a'\n'b'", "SELECT 'a' 'b'"),
            ("/*+ SeqScan(a) */ SELECT 1", "SELECT 1"),
        ] {
            assert_eq!(
                changed("body", json!(was), json!(is)),
                Class::Schema,
                "{was} / {is}"
            );
        }
    }

    #[test]
    fn a_comment_is_cosmetic_and_anything_else_is_the_schema() {
        assert_eq!(changed("comment", json!("a"), json!("b")), Class::Cosmetic);
        assert_eq!(changed("default", json!("a"), json!("b")), Class::Schema);
    }
}
