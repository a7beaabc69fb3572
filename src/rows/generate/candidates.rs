//! Values that a column is likely to take, as texts in PostgreSQL's input syntax.

use super::plan::Column;
use super::samples::{by_name, of_type};

/// PostgreSQL counts the four bytes of a length word into a string's modifier.
const LENGTH_WORD: i32 = 4;

/// Likely values for one column, likeliest first; `number` makes them unlike those of other rows.
pub(super) fn candidates(column: &Column, number: usize) -> Vec<String> {
    let number = own_number(column, number);
    let named = literals(&column.checks);
    let mut values = named.clone();
    if column.base == "enum" {
        values.extend(column.labels.clone());
        rotate(&mut values, number);
        return values;
    }
    rotate(&mut values, number);
    let usual = if column.base == "array" {
        let element = if column.labels.is_empty() {
            of_type(&column.element, number)
        } else {
            column.labels.clone()
        };
        let mut arrays: Vec<String> = element
            .iter()
            .take(3)
            .map(|value| array(&[value]))
            .collect();
        let first = element.first().map_or("", String::as_str);
        arrays.extend([2, 3].map(|length| array(&vec![first; length])));
        arrays.push("{}".to_owned());
        arrays
    } else {
        let is_text = matches!(&*column.base, "text" | "varchar" | "citext");
        let by_name = is_text.then(|| by_name(&column.name, number));
        let of_type = of_type(&column.base, number);
        by_name.into_iter().flatten().chain(of_type).collect()
    };
    let usual = match &*column.base {
        "c" => composites(&column.fields, number),
        "json" | "jsonb" if !values.is_empty() => {
            usual.into_iter().chain([object(&values, number)]).collect()
        }
        _ => usual,
    };
    let usual: Vec<String> = usual.into_iter().chain(of_length(column, number)).collect();
    // What a CHECK names is likely where it is a list of words, and rarely more than a bound or a
    // piece of a pattern otherwise; so a usual value goes first where there is no such list.
    if values.len() > 1 {
        values.extend(usual);
    } else {
        values = usual.into_iter().chain(values).collect();
    }
    values.extend(neighbours(&named));
    if column.checks.is_empty() {
        values.truncate(6);
    }
    if column.typmod >= LENGTH_WORD && matches!(column.base.as_str(), "varchar" | "bpchar") {
        let length = usize::try_from(column.typmod - LENGTH_WORD).unwrap_or(1);
        values = values.iter().map(|value| shorten(value, length)).collect();
    }
    if let ("bit" | "varbit", Ok(length @ 1..)) = (&*column.base, usize::try_from(column.typmod)) {
        let bits = format!("{:0length$b}", number % 8);
        values = vec![bits[bits.len() - length..].to_owned()];
    }
    values
}

/// How many values there are in a column's list: the labels of its enum, or what its CHECKs name.
pub(super) fn listed(column: &Column) -> usize {
    column.labels.len().max(literals(&column.checks).len())
}

/// Two columns of one row that held the same text would hide that one is a copy of the other. What is
/// added leaves the end of the number as it is, which tells the rows apart.
fn own_number(column: &Column, number: usize) -> usize {
    const COLUMNS: usize = 89;
    let is_text = matches!(&*column.base, "text" | "varchar" | "citext");
    let sum = column
        .name
        .bytes()
        .fold(7, |sum: usize, byte| sum * 31 % COLUMNS + usize::from(byte));
    if is_text {
        number + 1000 * (sum % COLUMNS)
    } else {
        number
    }
}

/// Bytes and texts of the lengths that a CHECK names, such as a key's 33 bytes.
fn of_length(column: &Column, number: usize) -> Vec<String> {
    const LONGEST: usize = 1024;
    let mut named = literals(&column.checks);
    named.extend(neighbours(&named));
    let lengths = named.iter().filter_map(|word| word.parse().ok());
    let lengths = lengths.filter(|length| (1..=LONGEST).contains(length));
    lengths
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

/// The most telling end of a value stays: that is where the numbers are.
fn shorten(value: &str, length: usize) -> String {
    let skip = value.chars().count().saturating_sub(length);
    value.chars().skip(skip).collect()
}

fn rotate(values: &mut [String], number: usize) {
    if !values.is_empty() {
        values.rotate_left(number % values.len());
    }
}

fn array(elements: &[&str]) -> String {
    format!("{{{}}}", quoted(elements).join(","))
}

/// A composite whose fields have their types' likeliest values, and one without values.
fn composites(fields: &[String], number: usize) -> Vec<String> {
    let values: Vec<String> = fields
        .iter()
        .map(|field| of_type(field, number).swap_remove(0))
        .collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let nothing = ",".repeat(fields.len().saturating_sub(1));
    vec![
        format!("({})", quoted(&values).join(",")),
        format!("({nothing})"),
    ]
}

/// Each in the quotation marks that arrays and composites take.
fn quoted(values: &[&str]) -> Vec<String> {
    let quote = |value: &&str| {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    };
    values.iter().map(quote).collect()
}

/// A JSON object that has every word of a CHECK as a key.
fn object(words: &[String], number: usize) -> String {
    let value = serde_json::Value::from(number + 1);
    let members = words.iter().map(|word| (word.clone(), value.clone()));
    serde_json::Value::Object(members.collect()).to_string()
}

/// The string and number literals of CHECK definitions.
fn literals(checks: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for check in checks {
        let mut rest = check.as_str();
        while let Some((before, after)) = rest.split_once('\'') {
            numbers(before, &mut found);
            let end = after.find('\'').unwrap_or(after.len());
            let literal = &after[..end];
            found.push(literal.to_owned());
            rest = after.get(end + 1..).unwrap_or_default();
        }
        numbers(rest, &mut found);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|value| seen.insert(value.clone()));
    found
}

fn numbers(text: &str, found: &mut Vec<String>) {
    let words =
        text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '_' || c.is_alphabetic()));
    for word in words {
        if word.parse::<f64>().is_ok() {
            found.push(word.to_owned());
        }
    }
}

/// What lies on both sides of the numbers, which may be bounds.
fn neighbours(named: &[String]) -> Vec<String> {
    let numbers = named.iter().filter_map(|word| word.parse::<i64>().ok());
    let beside = numbers.flat_map(|bound| [bound.saturating_add(1), bound.saturating_sub(1)]);
    beside.map(|number| number.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_and_numbers_of_a_check_are_values() {
        let checks = [
            "CHECK (((role)::text = ANY (ARRAY['admin'::text, 'user'::text])))".to_owned(),
            "CHECK ((char_length(title) <= 200))".to_owned(),
        ];
        let found = literals(&checks);
        assert_eq!(found, ["admin", "user", "200"]);
        assert_eq!(neighbours(&found), ["201", "199"]);
    }

    #[test]
    fn a_value_is_cut_to_the_length_of_its_column_from_the_left() {
        assert_eq!(shorten("word12", 2), "12");
        assert_eq!(shorten("é", 2), "é");
    }
}
