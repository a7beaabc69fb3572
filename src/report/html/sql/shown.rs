//! Which lines of a file are shown.

use crate::findings::Finding;

/// A file of so many lines is shown as a whole.
const WHOLE: usize = 120;

/// Of a longer one, its beginning,
const BEGINNING: usize = 40;

/// and what is around each place of a finding.
const AROUND: usize = 12;

/// What stands next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A line, by its number from 1.
    Line(usize),
    /// So many lines are left out.
    Gap(usize),
}

/// The parts of a file, without blank lines at its ends: where a file holds both directions, what is of the other one
/// is blank.
pub(super) fn parts(lines: &[&str], marked: &[(usize, &Finding)]) -> Vec<Part> {
    let is_written = |line: &&str| !line.trim().is_empty();
    let first = lines.iter().position(is_written).unwrap_or(0);
    let last = lines.iter().rposition(is_written).unwrap_or(0);
    let is_shown = |number: usize| {
        last - first < WHOLE
            || number <= first + BEGINNING
            || marked.iter().any(|(at, _)| number.abs_diff(*at) <= AROUND)
    };
    let mut parts = Vec::new();
    let mut left_out = 0;
    for number in first + 1..=last + 1 {
        if !is_shown(number) {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            parts.push(Part::Gap(std::mem::take(&mut left_out)));
        }
        parts.push(Part::Line(number));
    }
    if left_out > 0 {
        parts.push(Part::Gap(left_out));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_file_is_shown_without_its_blank_ends() {
        let lines = ["", "SELECT 1;", "", "SELECT 2;", ""];
        let expected = [Part::Line(2), Part::Line(3), Part::Line(4)];
        assert_eq!(parts(&lines, &[]), expected);
        assert_eq!(parts(&[""], &[]), [Part::Line(1)]);
    }

    #[test]
    fn of_a_long_file_the_beginning_is_shown_and_how_much_more_there_is() {
        let lines = ["SELECT 1;"; 1_000];
        let parts = parts(&lines, &[]);
        assert_eq!(parts.len(), BEGINNING + 1);
        assert_eq!(parts.last(), Some(&Part::Gap(1_000 - BEGINNING)));
    }
}
