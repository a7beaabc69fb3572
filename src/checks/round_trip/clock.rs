//! Comparisons that know of the clock.
//!
//! Some migrations write down when they ran: a partition named after today, a view with the time in
//! it, a row with `now()`. Two ups in different seconds then differ, and neither is wrong. So where
//! two states differ, they are compared once more with every moment hidden that lies within the time
//! of the proof itself: nothing but the clock can have put two different ones there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::catalog::{self, Catalog, Difference, Facts, Identity};
use crate::migrations::Loss;
use crate::rows::{self, Rows, TableContents};

/// What stands for a moment of the proof.
const NOW: &str = "<now>";
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

/// When the proof began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    began: OffsetDateTime,
}

impl Clock {
    pub fn start() -> Self {
        Self {
            began: OffsetDateTime::now_utc(),
        }
    }

    /// As [`catalog::diff`].
    pub fn diff(self, was: &Catalog, is: &Catalog) -> Vec<Difference> {
        let plain = catalog::diff(was, is);
        if plain.is_empty() {
            return plain;
        }
        match (self.catalog(was, is), self.catalog(is, was)) {
            (Some(was), Some(is)) => catalog::diff(&was, &is),
            _ => plain,
        }
    }

    /// As [`rows::lost`].
    pub fn lost(self, before: &Rows, after: &Rows) -> Vec<Loss> {
        let plain = rows::lost(before, after);
        if plain.is_empty() {
            return plain;
        }
        match (self.rows(before, after), self.rows(after, before)) {
            (Some(before), Some(after)) => rows::lost(&before, &after),
            _ => plain,
        }
    }

    /// The catalog with the moments hidden in what it does not share with the other; `None` where two objects have
    /// the same name then.
    fn catalog(self, catalog: &Catalog, other: &Catalog) -> Option<Catalog> {
        let hidden = catalog.objects.iter().map(|(identity, facts)| {
            let shared = other.objects.get_key_value(identity);
            if let Some((name, _)) = shared.filter(|(_, it)| Arc::ptr_eq(it, facts)) {
                return (Arc::clone(name), Arc::clone(facts));
            }
            let identity = Identity {
                kind: identity.kind.clone(),
                name: self.hide(&identity.name),
            };
            let facts: Facts = facts
                .iter()
                .map(|(name, value)| (name.clone(), self.hide_in(value)))
                .collect();
            (Arc::new(identity), Arc::new(facts))
        });
        let objects: BTreeMap<Arc<Identity>, Arc<Facts>> = hidden.collect();
        (objects.len() == catalog.objects.len()).then_some(Catalog { objects })
    }

    fn hide_in(self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.hide(text).into(),
            Value::Array(items) => items.iter().map(|item| self.hide_in(item)).collect(),
            other => other.clone(),
        }
    }

    /// The rows with the moments hidden, in them and in the names of their tables, where they are not shared with the
    /// other; `None` where two tables have the same name then.
    fn rows(self, rows: &Rows, other: &Rows) -> Option<Rows> {
        let hidden = rows.tables.iter().map(|(identity, table)| {
            let shared = other.tables.get(identity);
            if shared.is_some_and(|shared| Arc::ptr_eq(shared, table)) {
                return (identity.clone(), Arc::clone(table));
            }
            let mut table = TableContents::clone(table);
            table.name = self.hide(&table.name);
            for value in table.rows.iter_mut().flatten().flatten() {
                *value = self.hide(value);
            }
            (self.hide(identity), Arc::new(table))
        });
        let tables: BTreeMap<String, Arc<TableContents>> = hidden.collect();
        let sequences = rows.sequences.clone();
        (tables.len() == rows.tables.len()).then_some(Rows { tables, sequences })
    }

    fn hide(self, text: &str) -> String {
        let now = OffsetDateTime::now_utc();
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
    fn is_of_the_proof(self, found: &regex::Captures<'_>, now: OffsetDateTime) -> Option<bool> {
        let number = |name: &str| found.name(name)?.as_str().parse::<i64>().ok();
        if let Some(count) = found.name("count") {
            let seconds: i64 = count.as_str()[..10].parse().ok()?;
            return Some(
                (self.began.unix_timestamp()..=now.unix_timestamp() + 1).contains(&seconds),
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
            return Some((self.began.date()..=now.date()).contains(&day));
        }
        let part = |name: &str| u8::try_from(number(name).unwrap_or(0)).ok();
        let time = Time::from_hms(part("hour")?, part("minute")?, part("second")?).ok()?;
        let moment = PrimitiveDateTime::new(date("")?, time).assume_utc();
        Some(self.is_in_some_zone(moment, now, number("second").is_some()))
    }

    /// Whether a moment of an unknown time zone is one of the proof. What was cut off or rounded may be
    /// as much as its last digit.
    fn is_in_some_zone(
        self,
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
        let [least, most] = [moment - (now + slack), moment - (self.began - slack)];
        let least = least.max(-FARTHEST_ZONE).whole_nanoseconds();
        let most = most.min(FARTHEST_ZONE).whole_nanoseconds();
        let step = ZONE_STEP.whole_nanoseconds();
        most.div_euclid(step) * step >= least
    }
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
        let clock = Clock::start();
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
        let clock = Clock::start();
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
}
