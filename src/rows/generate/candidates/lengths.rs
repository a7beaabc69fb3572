//! Values of the lengths that a CHECK names or a type accepts.

use crate::rows::generate::checks::Hint;
use crate::rows::generate::plan::Column;

/// Longer values than that are not made for a CHECK's sake.
const LONGEST: usize = 1024;

/// Bytes and texts of the lengths that a CHECK names, such as a key's 33 bytes.
pub(super) fn of_length(column: &Column, hint: &Hint, number: usize) -> Vec<String> {
    let lengths = hint
        .lengths
        .iter()
        .flat_map(|it| [*it, it.saturating_sub(1), it + 1]);
    lengths
        .filter(|length| (1..=LONGEST).contains(length))
        .filter_map(|length: usize| match &*column.base {
            "bytea" => {
                let digits = 2 * length;
                let text = format!("{:0digits$x}", number + 1);
                Some(format!("\\x{}", &text[text.len() - digits..]))
            }
            "text" | "varchar" | "bpchar" => {
                let text = format!("{:x>length$}", number + 1);
                Some(text[text.len() - length..].to_owned())
            }
            _ => None,
        })
        .collect()
}

/// Texts that a pattern takes, drawn out to the lengths that are asked for beside it.
pub(super) fn stretched(texts: &[String], hint: &Hint) -> Vec<String> {
    let lengths = hint.lengths.iter().flat_map(|it| [*it, it + 1]);
    let lengths: Vec<usize> = lengths.filter(|it| *it <= LONGEST).collect();
    let longer = texts.iter().flat_map(|text| {
        let count = text.chars().count();
        let missing = lengths.iter().filter(move |it| **it > count);
        let last = text.chars().last().unwrap_or('x');
        missing.flat_map(move |length| {
            ['x', last].map(|c| format!("{text}{}", String::from(c).repeat(length - count)))
        })
    });
    longer.collect()
}

/// The most telling end of a value stays: that is where the numbers are.
pub(super) fn shorten(value: &str, length: usize) -> String {
    let skip = value.chars().count().saturating_sub(length);
    value.chars().skip(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cut_to_the_length_of_its_column_from_the_left() {
        assert_eq!(shorten("word12", 2), "12");
        assert_eq!(shorten("é", 2), "é");
    }
}
