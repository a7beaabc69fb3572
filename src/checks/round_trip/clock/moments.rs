//! Points in time in texts, and whether they are within the time of the proof.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time};

/// What stands for a moment of the proof.
pub(super) const NOW: &str = "<now>";
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

/// A text without the moments of a proof that goes on from `began` to `now`.
pub(super) fn hide(text: &str, proof: [OffsetDateTime; 2]) -> String {
    let hidden = MOMENT.replace_all(text, |found: &Captures<'_>| {
        if is_within(found, proof).unwrap_or(false) {
            NOW.to_owned()
        } else {
            found[0].to_owned()
        }
    });
    hidden.into_owned()
}

/// Whether what was found is a moment of the proof; `None` where it is not a moment at all.
fn is_within(found: &Captures<'_>, [began, now]: [OffsetDateTime; 2]) -> Option<bool> {
    let number = |name: &str| found.name(name)?.as_str().parse::<i64>().ok();
    if let Some(count) = found.name("count") {
        let seconds: i64 = count.as_str()[..10].parse().ok()?;
        return Some((began.unix_timestamp()..=now.unix_timestamp() + 1).contains(&seconds));
    }
    let date = |prefix: &str| {
        let part = |name: &str| number(&format!("{prefix}{name}"));
        let month = Month::try_from(u8::try_from(part("month")?).ok()?).ok()?;
        let year = i32::try_from(part("year")?).ok()?;
        Date::from_calendar_date(year, month, u8::try_from(part("day")?).ok()?).ok()
    };
    if found.name("only_year").is_some() {
        let day = date("only_")?;
        return Some((began.date()..=now.date()).contains(&day));
    }
    let part = |name: &str| u8::try_from(number(name).unwrap_or(0)).ok();
    let time = Time::from_hms(part("hour")?, part("minute")?, part("second")?).ok()?;
    let moment = PrimitiveDateTime::new(date("")?, time).assume_utc();
    // What was cut off or rounded may be as much as its last digit.
    let slack = match number("second") {
        Some(_) => Duration::SECOND,
        None => Duration::MINUTE,
    };
    Some(is_in_some_zone(moment, [began - slack, now + slack]))
}

/// Whether a moment of an unknown time zone lies between these two.
fn is_in_some_zone(moment: OffsetDateTime, [earliest, latest]: [OffsetDateTime; 2]) -> bool {
    // How far ahead of UTC its zone is, if it is one of the proof, lies between these two.
    let least = (moment - latest).max(-FARTHEST_ZONE).whole_nanoseconds();
    let most = (moment - earliest).min(FARTHEST_ZONE).whole_nanoseconds();
    let step = ZONE_STEP.whole_nanoseconds();
    most.div_euclid(step) * step >= least
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
        let began = OffsetDateTime::now_utc();
        let hide = |text: &str| hide(text, [began, OffsetDateTime::now_utc()]);
        for text in written(began) {
            let hidden = hide(&text);
            assert!(hidden.contains(NOW), "{text} became {hidden}");
        }
        let elsewhere = began + Duration::hours(5) + Duration::minutes(30);
        for text in &written(elsewhere)[..5] {
            let hidden = hide(text);
            assert!(hidden.contains(NOW), "{text} became {hidden}");
        }
    }

    #[test]
    fn any_other_moment_and_number_stays() {
        let began = OffsetDateTime::now_utc();
        let hide = |text: &str| hide(text, [began, OffsetDateTime::now_utc()]);
        for text in written(began - Duration::days(2)) {
            assert_eq!(hide(&text), text);
        }
        for text in [
            "1234567890123456789",
            "2024-02-30 10:20:30",
            "0000000000",
            "+49 170 1234567",
        ] {
            assert_eq!(hide(text), text);
        }
    }
}
