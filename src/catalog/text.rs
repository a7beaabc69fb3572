//! A catalog as text that a reviewer reads, and that a version control system compares.

use serde_json::Value;

use super::{Catalog, secret};
use crate::escape;

/// One block an object, in the order of their names: its identity, then a line a fact.
///
/// An empty list says nothing and is left out. A text of several lines stands below its fact,
/// each line behind a bar, so that white space at an end of a line cannot hide. What nobody could see is
/// written as its escape, so that different catalogs are different texts to the eye too.
#[must_use]
pub fn text(catalog: &Catalog) -> String {
    let mut text = String::new();
    for (identity, facts) in &catalog.objects {
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("{}\n", escape::line(identity));
        for (fact, value) in facts.iter() {
            match value {
                Value::Array(items) if items.is_empty() => {}
                Value::String(lines) if lines.contains('\n') => {
                    text += &format!("  {fact}:\n");
                    for line in lines.split('\n') {
                        text += &format!("    |{}|\n", escape::indented(line));
                    }
                }
                Value::String(line) => {
                    text += &format!("  {fact}: {}\n", escape::indented(line));
                }
                other => text += &format!("  {fact}: {}\n", escape::json(&other.to_string())),
            }
        }
    }
    // What is approved is committed: of a secret it has no more than that there is one.
    secret::plain(&text)
}
