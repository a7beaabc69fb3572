//! JSON of the forms that a default or a CHECK asks for.

use crate::rows::generate::checks::Hint;
use crate::rows::generate::family::Family;
use crate::rows::generate::plan::Column;
use crate::rows::generate::samples::of_type;

/// Documents: lists where the column's default is one; and one that has every word of a CHECK as a key.
pub(super) fn documents(
    column: &Column,
    hint: &Hint,
    words: &[String],
    family: Family,
    number: usize,
) -> Vec<String> {
    let mut values = of_type(column.of_its_own(), family, number);
    let default = column.default.as_deref().unwrap_or_default();
    let is_of = |ty: &str| hint.json_types.iter().any(|it| it == ty);
    if default.starts_with("'[") || is_of("array") && !is_of("object") {
        let list = |it: String| {
            if it.starts_with('{') {
                format!("[{it}, {it}]")
            } else {
                it
            }
        };
        values = values.into_iter().map(list).collect();
        if family == Family::Zero {
            values.insert(0, "[]".to_owned());
        }
    }
    let of_other_types = [
        ("string", format!("\"word{}\"", number + 1)),
        ("number", format!("{}.50", number + 1)),
        ("boolean", number.is_multiple_of(2).to_string()),
        ("null", "null".to_owned()),
    ];
    let of_other_types = of_other_types.into_iter().filter(|(ty, _)| is_of(ty));
    values.extend(of_other_types.map(|(_, value)| value));
    values.extend(
        hint.elements
            .iter()
            .map(|length| format!("[{}]", vec!["1"; *length].join(", "))),
    );
    if !words.is_empty() {
        values.push(object(words, number));
    }
    values
}

/// A JSON object that has every word of a CHECK as a key.
fn object(words: &[String], number: usize) -> String {
    let value = serde_json::Value::from(number + 1);
    let members = words.iter().map(|word| (word.clone(), value.clone()));
    serde_json::Value::Object(members.collect()).to_string()
}
