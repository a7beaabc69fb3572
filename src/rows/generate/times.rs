//! Moments, days and times of each family.
//!
//! Infinity is none of them: no migration that takes `extract(epoch ...)` of a moment, as an index for sorting does, can
//! make a whole number of it, and the row that it stands in is lost to the proof. Nor are the earliest and the latest
//! moment of a type: the least arithmetic would leave its range.

use time::{Date, Duration, Month};

use super::family::Family;

/// Values of a family, likeliest first; none where the type is not a time.
pub(super) fn of_family(base: &str, family: Family, number: usize) -> Vec<String> {
    let n = i64::try_from(number).unwrap_or_default();
    let (day, time) = match family {
        Family::Plain | Family::Twin | Family::Listed | Family::Null => {
            (after(2024, n % 365), "10:20:30.123456")
        }
        // A day is another one in the zones of those who wrote it and those who read it, and is rounded up to the next.
        Family::Mixed => (before(1999, n), "23:59:59.999999"),
        Family::Long => (after(2099, n), "00:00:00.000001"),
        Family::Zero => (after(1970, 0), "00:00:00"),
    };
    let zone = if family == Family::Mixed {
        "-03"
    } else {
        "+00"
    };
    let value = match base {
        "date" => day,
        "timestamp" => format!("{day} {time}"),
        "timestamptz" => format!("{day} {time}{zone}"),
        "time" | "timetz" => {
            let zone = if base == "timetz" { zone } else { "" };
            let time = match family {
                Family::Mixed | Family::Zero => time.to_owned(),
                // The end of a day, which most other programs have no time for.
                Family::Long => "24:00:00".to_owned(),
                _ => format!("10:{:02}:{:02}.5", n / 60 % 60, n % 60),
            };
            format!("{time}{zone}")
        }
        "interval" => match family {
            Family::Mixed => format!("-1 mons +{n} days -03:04:05.000006"),
            Family::Long => format!("{} years 11 mons 27:00:00", n % 1000 + 2),
            Family::Zero => "0".to_owned(),
            _ => format!("{} days 01:02:03", n + 1),
        },
        _ => return Vec::new(),
    };
    vec![value]
}

/// The day of a moment, as PostgreSQL writes it.
pub(super) fn day(moment: &str) -> Option<Date> {
    let mut parts = moment.get(..10)?.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn after(year: i32, days: i64) -> String {
    shifted(year, Month::January, 1, days)
}

fn before(year: i32, days: i64) -> String {
    shifted(year, Month::December, 31, -days)
}

/// A day so many days away from another; PostgreSQL and this program write it alike up to the year 9999.
fn shifted(year: i32, month: Month, day: u8, days: i64) -> String {
    const MOST_DAYS: i64 = 700_000;
    let start = Date::from_calendar_date(year, month, day).ok();
    let date = start.and_then(|it| it.checked_add(Duration::days(days % MOST_DAYS)));
    date.map_or_else(|| "2024-02-29".to_owned(), |date| date.to_string())
}
