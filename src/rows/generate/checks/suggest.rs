//! Values that a rule is likely to accept.

use time::{Date, Duration};

use super::super::times;
use super::pattern::Length;
use super::{Function, Order, Rule, Term};

/// What a column may hold by a rule, as far as it says so.
#[derive(Debug, Clone, Default)]
pub struct Hint {
    /// Values that it names or that match its patterns.
    pub values: Vec<String>,
    /// Numbers that are bounds, in ascending order.
    pub bounds: Vec<f64>,
    /// Other bounds, such as days.
    pub limits: Vec<String>,
    /// Numbers of characters or bytes,
    pub lengths: Vec<usize>,
    /// and of elements.
    pub elements: Vec<usize>,
    /// What `jsonb_typeof` is to be.
    pub json_types: Vec<String>,
}

impl Rule {
    /// Collects what it says of that column; `number` makes texts of patterns unlike those of other rows.
    pub fn suggest(&self, column: &str, number: usize, hint: &mut Hint) {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                for it in rules {
                    it.suggest(column, number, hint);
                }
            }
            // What is forbidden shows where the border is.
            Self::Not(rule) => match &**rule {
                Self::Compare(..) => rule.suggest(column, number, hint),
                Self::All(rules) | Self::Any(rules) => {
                    for it in rules {
                        it.suggest(column, number, hint);
                    }
                }
                _ => {}
            },
            Self::Compare(term, order, Term::Literal(literal))
            | Self::Compare(Term::Literal(literal), order, term)
                if term.is_of(column) =>
            {
                hint.bound(term, *order, literal);
            }
            Self::IsOneOf(term, list) if term.is_of(column) => {
                for it in list {
                    if let Term::Literal(literal) = it {
                        hint.bound(term, Order::Equal, literal);
                    }
                }
            }
            Self::IsTrue(Term::Column(name)) if name == column => {
                hint.values.push("true".to_owned());
            }
            Self::Matches(term, pattern) if term.is_of(column) => {
                hint.values.extend([
                    pattern.text(number, Length::Usual),
                    pattern.text(number + 1_000_003, Length::Usual),
                    pattern.text(number, Length::Long),
                ]);
            }
            _ => {}
        }
    }
}

impl Hint {
    fn bound(&mut self, term: &Term, order: Order, literal: &str) {
        match term {
            Term::Of(Function::Characters | Function::Bytes, _) => {
                self.lengths.extend(literal.parse::<usize>());
            }
            Term::Of(Function::Elements, _) => self.elements.extend(literal.parse::<usize>()),
            Term::Of(Function::JsonType, _) => self.json_types.push(literal.to_owned()),
            _ if order == Order::Equal => self.values.push(literal.to_owned()),
            _ => match literal.parse() {
                Ok(bound) => self.bounds.push(bound),
                Err(_) => self.limits.push(literal.to_owned()),
            },
        }
    }

    /// The values, and what lies at, between and beside the bounds; another `number` mostly gives others.
    pub fn all_values(&self, number: usize) -> Vec<String> {
        let mut values = self.values.clone();
        let mut bounds = self.bounds.clone();
        bounds.sort_by(f64::total_cmp);
        let between = bounds
            .windows(2)
            .map(|pair| f64::midpoint(pair[0], pair[1]));
        let own = f64::from(u16::try_from(number % 1000).unwrap_or_default());
        let own_between = bounds.windows(2).map(|pair| {
            let width = (pair[1] - pair[0]).floor();
            pair[0] + own % width.max(1.0)
        });
        let beside = bounds.iter().flat_map(|it| [*it, it + 1.0, it - 1.0]);
        let own_beside = bounds
            .iter()
            .flat_map(|it| [it + 2.0 + own, it - 2.0 - own]);
        let numbers = between.flat_map(|it| [it, it.floor()]).chain(beside);
        let numbers = numbers.chain(own_between).chain(own_beside);
        values.extend(numbers.map(|it| it.to_string()));
        values.extend(self.limits.clone());
        let days = self.limits.iter().filter_map(|it| times::day(it));
        let days: Vec<Date> = days.collect();
        let apart = i64::from(u16::try_from(number % 1000).unwrap_or_default()) + 1;
        let beside = days
            .iter()
            .flat_map(|day| [1, -1, apart, -apart].map(|by| (*day, by)));
        values.extend(
            beside.filter_map(|(day, by)| Some(day.checked_add(Duration::days(by))?.to_string())),
        );
        values
    }
}

impl Term {
    fn is_of(&self, column: &str) -> bool {
        match self {
            Self::Column(name) => name == column,
            Self::Of(_, term) => term.is_of(column),
            _ => false,
        }
    }
}
