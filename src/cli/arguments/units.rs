//! Lengths of time, as they are typed.

use std::time::Duration;

/// Reads `500ms`, `5s`, `2min`, `1h` or `1d`, as PostgreSQL's own settings, and seconds where there is no unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    humantime::parse_duration(text).map_err(|_| {
        "write a number with ms, s, min, h or d, for instance 500ms or 2min; without a unit it is seconds"
            .to_owned()
    })
}

/// The longest that PostgreSQL's `lock_timeout` and `statement_timeout` take, in milliseconds.
const LONGEST: u128 = i32::MAX as u128;

/// Reads a limit that is given to PostgreSQL, which counts whole milliseconds and takes 0 for none.
pub fn limit(text: &str) -> Result<Duration, String> {
    let limit = duration(text)?;
    match limit.as_millis() {
        0 if !limit.is_zero() => Err(
            "PostgreSQL counts whole milliseconds: write 1ms or more, or 0 for no limit".to_owned(),
        ),
        ..=LONGEST => Ok(limit),
        _ => Err(
            "PostgreSQL accepts up to 2147483647ms, which is 24 days; write 0 for no limit"
                .to_owned(),
        ),
    }
}

/// A length of time for people: `10 s`, `0.5 s`.
pub fn shown(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_of_postgresql_or_is_seconds() {
        for (text, ms) in [
            ("0", 0),
            ("5", 5_000),
            ("500ms", 500),
            ("5s", 5_000),
            ("2min", 120_000),
            ("1h", 3_600_000),
            ("1d", 86_400_000),
            ("1min 30s", 90_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(ms)), "{text}");
        }
    }

    #[test]
    fn a_limit_is_one_that_postgresql_takes() {
        for text in ["0", "1ms", "24d", "2147483647ms"] {
            assert_eq!(limit(text), duration(text), "{text}");
        }
        for (text, why) in [
            ("500us", "whole milliseconds"),
            ("25d", "24 days"),
            ("2147483648ms", "24 days"),
            ("soon", "ms, s, min, h or d"),
        ] {
            let refused = limit(text).expect_err(text);
            assert!(refused.contains(why), "{text}: {refused}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_what_is_accepted() {
        for text in [
            "",
            "soon",
            "-1",
            "5 parsecs",
            "5,5s",
            "s",
            "99999999999999999999",
        ] {
            let refused = duration(text).expect_err(text);
            assert!(refused.contains("ms, s, min, h or d"), "{text}: {refused}");
        }
    }
}
