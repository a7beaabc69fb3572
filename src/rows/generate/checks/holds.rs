//! Whether a rule holds for values.

use super::{Function, Order, Rule, Term};

/// What a row has in a column: `None` where that is not known, and else its text, or NULL.
pub type Known<'a> = Option<Option<&'a str>>;

impl Rule {
    /// Whether it holds; `None` where that cannot be told, or is neither true nor false.
    pub fn holds<'a>(&self, value: &dyn Fn(&str) -> Known<'a>) -> Option<bool> {
        match self {
            Self::All(rules) => all(rules.iter().map(|it| it.holds(value))),
            Self::Any(rules) => {
                all(rules.iter().map(|it| it.holds(value).map(|it| !it))).map(|it| !it)
            }
            Self::Not(rule) => rule.holds(value).map(|it| !it),
            Self::IsNull(Term::Column(column)) => Some(value(column)?.is_none()),
            Self::IsTrue(Term::Column(column)) => Some(value(column)?? == "true"),
            Self::Compare(left, order, right) => {
                compare(&left.text(value)?, *order, &right.text(value)?)
            }
            Self::IsOneOf(term, list) => {
                let text = term.text(value)?;
                let equal = list
                    .iter()
                    .map(|it| compare(&text, Order::Equal, &it.text(value)?));
                all(equal.map(|it| it.map(|it| !it))).map(|it| !it)
            }
            Self::Matches(term, pattern) => Some(pattern.matches(&term.text(value)?)),
            Self::IsNull(_) | Self::IsTrue(_) | Self::Unknown => None,
        }
    }
}

/// Whether all hold: one that does not is enough.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

impl Term {
    fn text<'a>(&self, value: &dyn Fn(&str) -> Known<'a>) -> Option<String> {
        match self {
            Self::Column(column) => value(column)?.map(str::to_owned),
            Self::Literal(text) => Some(text.clone()),
            Self::Filled(columns) => {
                let are_filled = columns.iter().map(|it| Some(value(it)?.is_some()));
                let filled: Option<Vec<bool>> = are_filled.collect();
                Some(filled?.iter().filter(|it| **it).count().to_string())
            }
            Self::Of(function, term) => {
                let text = term.text(value)?;
                match function {
                    // It may be bytes, which have a length of their own.
                    Function::Characters if text.starts_with("\\x") => None,
                    Function::Characters => Some(text.chars().count().to_string()),
                    Function::Lower => Some(text.to_lowercase()),
                    Function::Upper => Some(text.to_uppercase()),
                    // Without a list of characters, only blanks go.
                    Function::Trim => Some(text.trim_matches(' ').to_owned()),
                    Function::Bytes => Some(match text.strip_prefix("\\x") {
                        Some(digits) => (digits.len() / 2).to_string(),
                        None => text.len().to_string(),
                    }),
                    Function::JsonType => json_type(&text).map(str::to_owned),
                    Function::Elements => None,
                }
            }
            Self::Unknown => None,
        }
    }
}

fn json_type(text: &str) -> Option<&'static str> {
    Some(match text.trim_start().chars().next()? {
        '{' => "object",
        '[' => "array",
        '"' => "string",
        't' | 'f' => "boolean",
        'n' => "null",
        _ => "number",
    })
}

fn compare(left: &str, order: Order, right: &str) -> Option<bool> {
    if let (Ok(left), Ok(right)) = (left.parse::<f64>(), right.parse::<f64>()) {
        return Some(match order {
            Order::Less => left < right,
            Order::LessOrEqual => left <= right,
            Order::Equal => (left - right).abs() < f64::EPSILON,
        });
    }
    // Days and moments are in the order of their texts, up to the hour and its zone.
    let (days, are_days) = (day(left), day(left).is_some() && day(right).is_some());
    match order {
        Order::Equal if are_days => None,
        Order::Equal => Some(left == right),
        _ if are_days && days != day(right) => Some(days < day(right)),
        _ => None,
    }
}

/// The day at the start of a moment.
fn day(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let has_form = day.chars().enumerate().all(|(at, c)| match at {
        4 | 7 => c == '-',
        _ => c.is_ascii_digit(),
    });
    has_form.then_some(day)
}
