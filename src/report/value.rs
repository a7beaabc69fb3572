//! A fact's value as people read it.

use serde_json::Value;

use crate::escape;

/// Text without its quotation marks unless it is empty or of several lines, lists with commas.
pub(super) fn value(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(text)) if text.is_empty() || text.contains('\n') => format!("{text:?}"),
        Some(Value::String(text)) => escape::line(text),
        Some(Value::Array(items)) if items.is_empty() => "nothing".to_owned(),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| self::value(Some(item))).collect();
            items.join(", ")
        }
        Some(other) => escape::line(other),
    }
}
