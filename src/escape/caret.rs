//! Shows the place in a text below a message.

use super::indented;

/// The line of that number, on a line of its own, and below it a caret under each of `width` characters from `column`, which
/// counts from 1. It begins with the end of the line before.
#[must_use]
pub fn caret(number: usize, line: &str, column: usize, width: usize) -> String {
    let number = number.to_string();
    // Tabs stay tabs under the line, so that the caret stands where the eye expects it.
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    let lead: String = indented(&before)
        .chars()
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let carets = "^".repeat(width.max(1));
    let margin = " ".repeat(number.len());
    format!(
        "\n  {number} | {}\n  {margin} | {lead}{carets}",
        indented(line)
    )
}
