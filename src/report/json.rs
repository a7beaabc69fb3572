//! For machines: one object, indented, one way to write it.

use serde::Serialize;

use crate::foreign;

/// The JSON text of a result, with a final newline.
#[must_use]
pub fn json(result: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(result);
    foreign::json(&text.expect("results are plain data with text keys")) + "\n"
}
