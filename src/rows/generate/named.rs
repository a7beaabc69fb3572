//! The values that the CHECKs of a column name.

/// The string and number literals of CHECK definitions.
pub(super) fn literals(checks: &[String]) -> Vec<String> {
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
pub(super) fn neighbours(named: &[String]) -> Vec<String> {
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
}
