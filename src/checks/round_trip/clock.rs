//! Comparisons that know of the clock.
//!
//! Some migrations write down when they ran: a partition named after today or the days around it, a view with the time in
//! it, a row with `now()`. Two ups in different seconds, or on two sides of midnight, then differ, and neither is wrong.
//! So where two catalogs differ, they are compared once more without the moments that no file of the migrations holds:
//! only the clock can have put those there. Where rows differ, whose values are generated, only moments within the time
//! of the proof itself are left out.
//!
//! What is reported names such moments by what they are, so that it is the same on every day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, LazyLock};

use regex::Regex;
use serde_json::Value;
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::catalog::{self, Catalog, Difference, Facts, Identity};
use crate::migrations::{Loss, Migrations};
use crate::rows::{self, Rows, TableContents};

/// What stands for a moment of the proof.
const NOW: &str = "<now>";
/// What stands for any other moment that no file holds.
const DATE: &str = "<date>";
/// No time zone is farther from UTC.
const FARTHEST_ZONE: Duration = Duration::hours(15);
/// Time zones differ by so much, or a multiple of it.
const ZONE_STEP: Duration = Duration::minutes(15);

/// Seconds, milliseconds or microseconds since 1970, of the years up to 2033, which no date of today
/// begins like; a date, perhaps with a time and a zone, with or without marks between.
static MOMENT: LazyLock<Regex> = LazyLock::new(|| {
    let count = r"(?<count>1[789]\d{8}(?:\d{3}){0,2})(?:\.\d+)?";
    let date = r"(?<year>\d{4})[-_./]?(?<month>0[1-9]|1[0-2])[-_./]?(?<day>0[1-9]|[12]\d|3[01])";
    let time = r"[ T_.-]?(?<hour>[01]\d|2[0-3])[:_-]?(?<minute>[0-5]\d)(?:[:_-]?(?<second>[0-5]\d)(?:[._]?\d{1,9})?)?";
    let zone = r"(?:Z|[+-]\d{2}(?::?\d{2})?)?";
    let alone = date.replace("?<", "?<only_");
    Regex::new(&format!("{count}|{date}{time}{zone}|{alone}")).expect("it is well formed")
});

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

/// When the proof began, and what it knows of dates.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    began: OffsetDateTime,
    /// How far the clock of the servers is ahead of ours.
    ahead: Duration,
    /// The digits of each date in a file of the migrations.
    written: Arc<BTreeSet<String>>,
}

impl Clock {
    /// A clock that starts now, beside these migrations.
    pub fn start(migrations: &Migrations) -> Self {
        Self::beside(migrations.scripts().map(|script| script.sql.as_str()))
    }

    fn beside<'a>(scripts: impl Iterator<Item = &'a str>) -> Self {
        let dates =
            scripts.flat_map(|sql| DATED.find_iter(sql).map(|found| digits(found.as_str())));
        Self {
            began: OffsetDateTime::now_utc(),
            ahead: Duration::ZERO,
            written: Arc::new(dates.collect()),
        }
    }

    /// The same where a server says that it is `now`.
    pub fn set_to(mut self, now: OffsetDateTime) -> Self {
        self.ahead = now - OffsetDateTime::now_utc();
        self
    }

    /// As [`catalog::diff`]; moments in the names of objects are named by what they are.
    pub fn diff(&self, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let plain = catalog::diff(was, is);
        if plain.is_empty() {
            return plain;
        }
        let mut was = was.clone();
        let mut is = is.clone();
        self.meet(&mut was, &mut is);
        let mut differences = catalog::diff(&was, &is);
        for difference in &mut differences {
            difference.object.name = self.dateless(&difference.object.name);
        }
        let mut seen = Vec::new();
        differences.retain(|it| {
            let is_new = !seen.contains(it);
            seen.push(it.clone());
            is_new
        });
        differences
    }

    /// As [`rows::lost`], save what the clock alone has changed.
    pub fn lost(&self, before: &Rows, after: &Rows) -> Vec<Loss> {
        let plain = rows::lost(before, after);
        if plain.is_empty() {
            return plain;
        }
        let after = self.renamed_as_in(before, after);
        rows::lost(&self.rows(before, &after), &self.rows(&after, before))
    }

    /// A name without the moments that no file holds. A day has one word whether it is today or not: where a server
    /// stands decides which day it is.
    pub fn dateless(&self, name: &str) -> String {
        let hidden = DATED.replace_all(name, |found: &regex::Captures<'_>| {
            let place = found.get_match();
            let sides = (&name[..place.start()], &name[place.end()..]);
            let is_date = stands_alone(place.as_str(), sides);
            if is_date && !self.written.contains(&digits(place.as_str())) {
                DATE.to_owned()
            } else {
                place.as_str().to_owned()
            }
        });
        self.hide(&hidden)
    }

    /// Whether a value is a moment of the proof, and nothing else.
    pub fn is_now(&self, value: &str) -> bool {
        self.hide(value) == NOW
    }

    /// Makes two catalogs alike where only moments differ: an object that only one of them has meets one of
    /// the same name but for those, in the order of their names.
    fn meet(&self, was: &mut Catalog, is: &mut Catalog) {
        let mut alone: BTreeMap<Identity, VecDeque<Arc<Identity>>> = BTreeMap::new();
        for identity in is
            .objects
            .keys()
            .filter(|it| !was.objects.contains_key(*it))
        {
            let hidden = self.identity(identity);
            alone
                .entry(hidden)
                .or_default()
                .push_back(Arc::clone(identity));
        }
        let of_both: Vec<(Arc<Identity>, Arc<Identity>)> = was
            .objects
            .keys()
            .filter_map(|identity| {
                let other = if is.objects.contains_key(identity) {
                    Arc::clone(identity)
                } else {
                    alone.get_mut(&self.identity(identity))?.pop_front()?
                };
                Some((Arc::clone(identity), other))
            })
            .collect();
        for (name, other) in of_both {
            let (Some(facts), Some(others)) = (was.objects.get(&name), is.objects.get(&other))
            else {
                continue;
            };
            if name == other && (Arc::ptr_eq(facts, others) || facts == others) {
                continue;
            }
            let (facts, others) = (Arc::new(self.facts(facts)), Arc::new(self.facts(others)));
            is.objects.remove(&other);
            is.objects.insert(Arc::clone(&name), others);
            was.objects.insert(name, facts);
        }
    }

    fn identity(&self, identity: &Identity) -> Identity {
        Identity {
            kind: identity.kind.clone(),
            name: self.dateless(&identity.name),
        }
    }

    fn facts(&self, facts: &Facts) -> Facts {
        let hidden = facts.iter();
        hidden
            .map(|(name, value)| (name.clone(), self.hide_in(value)))
            .collect()
    }

    fn hide_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.dateless(text).into(),
            Value::Array(items) => items.iter().map(|item| self.hide_in(item)).collect(),
            other => other.clone(),
        }
    }

    /// Rows whose tables are called as in `before` where only moments in their names differ.
    fn renamed_as_in(&self, before: &Rows, after: &Rows) -> Rows {
        let mut alone: BTreeMap<String, VecDeque<&String>> = BTreeMap::new();
        for identity in before
            .tables
            .keys()
            .filter(|it| !after.tables.contains_key(*it))
        {
            alone
                .entry(self.dateless(identity))
                .or_default()
                .push_back(identity);
        }
        let tables = after.tables.iter().map(|(identity, table)| {
            let is_shared = before.tables.contains_key(identity);
            let other = alone
                .get_mut(&self.dateless(identity))
                .filter(|_| !is_shared);
            match other.and_then(VecDeque::pop_front) {
                Some(other) => (other.clone(), Arc::clone(table)),
                None => (identity.clone(), Arc::clone(table)),
            }
        });
        Rows {
            tables: tables.collect(),
            sequences: after.sequences.clone(),
        }
    }

    /// The rows with the moments of the proof hidden where they are not shared with the other.
    fn rows(&self, rows: &Rows, other: &Rows) -> Rows {
        let hidden = rows.tables.iter().map(|(identity, table)| {
            let shared = other.tables.get(identity);
            if shared.is_some_and(|shared| Arc::ptr_eq(shared, table)) {
                return (identity.clone(), Arc::clone(table));
            }
            let mut table = TableContents::clone(table);
            for value in table.rows.iter_mut().flatten().flatten() {
                *value = self.hide(value);
            }
            (identity.clone(), Arc::new(table))
        });
        Rows {
            tables: hidden.collect(),
            sequences: rows.sequences.clone(),
        }
    }

    fn began(&self) -> OffsetDateTime {
        self.began + self.ahead
    }

    fn hide(&self, text: &str) -> String {
        let now = OffsetDateTime::now_utc() + self.ahead;
        let hidden = MOMENT.replace_all(text, |found: &regex::Captures<'_>| {
            if self.is_of_the_proof(found, now).unwrap_or(false) {
                NOW.to_owned()
            } else {
                found[0].to_owned()
            }
        });
        hidden.into_owned()
    }

    /// Whether what was found is a moment between the proof's beginning and now; `None` where it is
    /// no moment at all.
    fn is_of_the_proof(&self, found: &regex::Captures<'_>, now: OffsetDateTime) -> Option<bool> {
        let number = |name: &str| found.name(name)?.as_str().parse::<i64>().ok();
        if let Some(count) = found.name("count") {
            let seconds: i64 = count.as_str()[..10].parse().ok()?;
            return Some(
                (self.began().unix_timestamp()..=now.unix_timestamp() + 1).contains(&seconds),
            );
        }
        let date = |prefix: &str| {
            let part = |name: &str| number(&format!("{prefix}{name}"));
            let month = Month::try_from(u8::try_from(part("month")?).ok()?).ok()?;
            let year = i32::try_from(part("year")?).ok()?;
            Date::from_calendar_date(year, month, u8::try_from(part("day")?).ok()?).ok()
        };
        if found.name("only_year").is_some() {
            let day = date("only_")?;
            return Some((self.began().date()..=now.date()).contains(&day));
        }
        let part = |name: &str| u8::try_from(number(name).unwrap_or(0)).ok();
        let time = Time::from_hms(part("hour")?, part("minute")?, part("second")?).ok()?;
        let moment = PrimitiveDateTime::new(date("")?, time).assume_utc();
        Some(self.is_in_some_zone(moment, now, number("second").is_some()))
    }

    /// Whether a moment of an unknown time zone is one of the proof. What was cut off or rounded may be
    /// as much as its last digit.
    fn is_in_some_zone(
        &self,
        moment: OffsetDateTime,
        now: OffsetDateTime,
        has_seconds: bool,
    ) -> bool {
        let slack = if has_seconds {
            Duration::SECOND
        } else {
            Duration::MINUTE
        };
        // How far ahead of UTC its zone is, if it is one of the proof, lies between these two.
        let [least, most] = [moment - (now + slack), moment - (self.began() - slack)];
        let least = least.max(-FARTHEST_ZONE).whole_nanoseconds();
        let most = most.min(FARTHEST_ZONE).whole_nanoseconds();
        let step = ZONE_STEP.whole_nanoseconds();
        most.div_euclid(step) * step >= least
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
    use time::macros::format_description;

    use super::*;

    fn written(moment: OffsetDateTime) -> Vec<String> {
        let texts = [
            moment.format(format_description!(
                "[year]-[month]-[day] [hour]:[minute]:[second].123456+00"
            )),
            moment.format(format_description!(
                "events_[year][month][day]_[hour][minute][second]"
            )),
            moment.format(format_description!("p[year]_[month]_[day]_[hour]_[minute]")),
            moment.format(format_description!(
                "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
            )),
            moment.format(format_description!(
                "[year][month][day][hour][minute][second]"
            )),
        ];
        let mut texts: Vec<String> = texts
            .into_iter()
            .map(|text| text.expect("it can be written"))
            .collect();
        texts.push(moment.unix_timestamp().to_string());
        texts.push(format!("{}123", moment.unix_timestamp()));
        texts
    }

    #[test]
    fn a_moment_of_the_proof_is_hidden_however_it_is_written() {
        let clock = Clock::beside([].into_iter());
        for text in written(clock.began) {
            let hidden = clock.hide(&text);
            assert!(hidden.contains(NOW), "{text} became {hidden}");
        }
        let elsewhere = clock.began + Duration::hours(5) + Duration::minutes(30);
        for text in &written(elsewhere)[..5] {
            let hidden = clock.hide(text);
            assert!(hidden.contains(NOW), "{text} became {hidden}");
        }
    }

    #[test]
    fn any_other_moment_and_number_stays() {
        let clock = Clock::beside([].into_iter());
        for text in written(clock.began - Duration::days(2)) {
            assert_eq!(clock.hide(&text), text);
        }
        for text in [
            "1234567890123456789",
            "2024-02-30 10:20:30",
            "0000000000",
            "+49 170 1234567",
        ] {
            assert_eq!(clock.hide(text), text);
        }
    }

    #[test]
    fn partitions_of_two_days_are_the_same_on_both_sides_of_midnight() {
        let made_on = |day: i64| {
            let day = |offset| {
                Date::from_julian_day(2_461_374).expect("a day") + Duration::days(day + offset)
            };
            let table = |offset| {
                let name = format!("public.visits_{}", digits(&day(offset).to_string()));
                let bound = format!(
                    "FOR VALUES FROM ('{}') TO ('{}')",
                    day(offset),
                    day(offset + 1)
                );
                let identity = Identity {
                    kind: "table".to_owned(),
                    name,
                };
                let facts: Facts = [("partition_bound".to_owned(), bound.into())].into();
                (Arc::new(identity), Arc::new(facts))
            };
            Catalog {
                objects: [-6, 0, 1].map(table).into(),
            }
        };
        let clock = Clock::beside([].into_iter());
        assert_eq!(clock.diff(&made_on(0), &made_on(1)), []);
        let mut fewer = made_on(1);
        fewer.objects.pop_last();
        let left: Vec<String> = clock
            .diff(&fewer, &made_on(0))
            .iter()
            .map(|it| it.object.to_string())
            .collect();
        assert_eq!(left, ["table public.visits_<date>"]);
    }

    #[test]
    fn a_date_that_no_file_holds_is_no_part_of_a_name_and_a_written_one_is() {
        let clock =
            Clock::beside(["CREATE TABLE p_2024_01_31 (at date DEFAULT '2023-05-01')"].into_iter());
        for name in [
            "p_20240131",
            "p_2024_01_31",
            "a.p_2023_05_01",
            "p_1234",
            "v2",
            "fk_a2031b",
            "p_12031013145",
        ] {
            assert_eq!(clock.dateless(name), name);
        }
        for name in [
            "p_20310131",
            "p_2031_01_31",
            "p_2031m01d31",
            "p_2031_01",
            "p_2031w05",
            "p_2031",
        ] {
            assert_eq!(clock.dateless(name), "p_<date>");
        }
    }
}
