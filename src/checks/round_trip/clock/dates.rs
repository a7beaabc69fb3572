//! Dates in names and texts, and those that the files of the migrations hold.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands for a date that no file holds.
const DATE: &str = "<date>";

/// A date, a month or a year as they stand in names, perhaps with a time behind it.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    let year = r"(?:19|20)\d\d";
    let month = r"(?:0[1-9]|1[0-2])";
    let day = r"(?:0[1-9]|[12]\d|3[01])";
    let time = r"(?:[ T_.-]?(?:[01]\d|2[0-3])[:_-]?[0-5]\d(?:[:_-]?[0-5]\d(?:[._]?\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?";
    let date = format!(r"{year}[-_./]?{month}[-_./]?{day}{time}");
    let lettered = format!(r"{year}m{month}(?:d{day})?");
    let week = format!(r"{year}[-_]?[wW]\d\d");
    let month = format!(r"{year}[-_./]?{month}");
    Regex::new(&format!(r"{lettered}|{week}|{date}|{month}|{year}")).expect("it is well formed")
});

/// Some dates, by their digits.
#[derive(Debug)]
pub(super) struct Dates(BTreeSet<String>);

impl Dates {
    /// Those that stand in any of the texts.
    pub fn written_in<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let dates = texts.flat_map(|text| DATED.find_iter(text));
        Self(dates.map(|found| digits(found.as_str())).collect())
    }

    /// A text without the dates that are none of these.
    pub fn hide_others(&self, text: &str) -> String {
        let hidden = DATED.replace_all(text, |found: &Captures<'_>| {
            let place = found.get_match();
            let sides = (&text[..place.start()], &text[place.end()..]);
            let is_date = stands_alone(place.as_str(), sides);
            if is_date && !self.0.contains(&digits(place.as_str())) {
                DATE.to_owned()
            } else {
                place.as_str().to_owned()
            }
        });
        hidden.into_owned()
    }
}

/// Whether digits are a date and no part of something longer. A year may stand in any number or hash.
fn stands_alone(date: &str, (before, after): (&str, &str)) -> bool {
    let is_year = date.len() == 4;
    let is_part = |c: char| c.is_ascii_digit() || is_year && c.is_alphanumeric();
    !before.ends_with(is_part) && !after.starts_with(is_part)
}

/// The digits of a date, however it is written.
fn digits(date: &str) -> String {
    date.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_no_file_holds_is_no_part_of_a_name_and_a_written_one_is() {
        let script = "CREATE TABLE p_2024_01_31 (at date DEFAULT '2023-05-01')";
        let written = Dates::written_in([script].into_iter());
        for name in [
            "p_20240131",
            "p_2024_01_31",
            "a.p_2023_05_01",
            "p_1234",
            "v2",
            "fk_a2031b",
            "p_12031013145",
        ] {
            assert_eq!(written.hide_others(name), name);
        }
        for name in [
            "p_20310131",
            "p_2031_01_31",
            "p_2031m01d31",
            "p_2031_01",
            "p_2031w05",
            "p_2031",
        ] {
            assert_eq!(written.hide_others(name), "p_<date>");
        }
    }
}
