//! The order of names that Prisma has from JavaScript's `localeCompare`: that of Unicode's root collation.

/// What comes before digits and letters, in its order.
const PUNCTUATION: &str = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// By this names are sorted: without regard to case, and where that is the only difference, lower case first.
pub(super) fn key(name: &str) -> (Vec<(usize, char)>, Vec<bool>) {
    let letters = name.chars().map(|letter| {
        let punctuation = PUNCTUATION.chars().position(|it| it == letter);
        let lower = letter.to_lowercase().next().unwrap_or(letter);
        (punctuation.unwrap_or(PUNCTUATION.len()), lower)
    });
    (
        letters.collect(),
        name.chars().map(char::is_uppercase).collect(),
    )
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn names_have_the_order_of_locale_compare() {
        // As Node sorts them.
        let sorted = [
            "1_a", "1_Ab", "1_aC", "1_b", "1_B", "1-a", "10_b", "2_c", "a_b", "ab",
        ];
        let mut names = sorted;
        names.sort_unstable();
        names.sort_by_cached_key(|name| key(name));
        assert_eq!(names, sorted);
    }
}
