//! What the columns of one row must hold together.
//!
//! Rules about several columns, such as that one of them is not NULL, are rarely met by values that are chosen for each
//! column alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{Order, Rule, Term};

/// What a column is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    Null,
    Filled,
    Value(String),
}

impl Rule {
    /// What it wants of the columns of a row, where it is about several; `number` picks one of its alternatives.
    pub fn wants(&self, number: usize) -> BTreeMap<String, Want> {
        let mut columns = BTreeSet::new();
        self.name_columns(&mut columns);
        let mut wants = BTreeMap::new();
        if columns.len() > 1 {
            self.want(number, &mut wants);
        }
        wants
    }

    fn want(&self, number: usize, wants: &mut BTreeMap<String, Want>) {
        match self {
            Self::All(rules) => {
                for rule in rules {
                    rule.want(number, wants);
                }
            }
            Self::Any(rules) if !rules.is_empty() => {
                rules[number % rules.len()].want(number / rules.len(), wants);
            }
            Self::IsNull(Term::Column(column)) => {
                wants.insert(column.clone(), Want::Null);
            }
            Self::IsTrue(Term::Column(column)) => {
                wants.insert(column.clone(), Want::Value("true".to_owned()));
            }
            Self::Not(rule) => match &**rule {
                Self::IsNull(Term::Column(column)) => {
                    wants.insert(column.clone(), Want::Filled);
                }
                Self::IsTrue(Term::Column(column)) => {
                    wants.insert(column.clone(), Want::Value("false".to_owned()));
                }
                _ => {}
            },
            Self::Compare(Term::Column(column), Order::Equal, Term::Literal(value)) => {
                wants.insert(column.clone(), Want::Value(value.clone()));
            }
            Self::Compare(Term::Filled(columns), order, Term::Literal(count)) => {
                let least = usize::from(*order == Order::Less);
                if let Ok(count) = count.parse::<usize>() {
                    fill(columns, count.saturating_sub(least), number, wants);
                }
            }
            Self::Compare(Term::Literal(count), order, Term::Filled(columns)) => {
                let more = usize::from(*order == Order::Less);
                if let Ok(count) = count.parse::<usize>() {
                    fill(columns, count + more, number, wants);
                }
            }
            Self::IsOneOf(Term::Column(column), list) if !list.is_empty() => {
                if let Term::Literal(value) = &list[number % list.len()] {
                    wants.insert(column.clone(), Want::Value(value.clone()));
                }
            }
            _ => {}
        }
    }

    fn name_columns(&self, columns: &mut BTreeSet<String>) {
        match self {
            Self::All(rules) | Self::Any(rules) => {
                for rule in rules {
                    rule.name_columns(columns);
                }
            }
            Self::Not(rule) => rule.name_columns(columns),
            Self::IsNull(term)
            | Self::IsTrue(term)
            | Self::IsOneOf(term, _)
            | Self::Matches(term, _) => term.name_columns(columns),
            Self::Compare(left, _, right) => {
                left.name_columns(columns);
                right.name_columns(columns);
            }
            Self::Unknown => {}
        }
    }
}

/// Wants so many of these columns filled, and the others NULL: in each row others.
fn fill(columns: &[String], count: usize, number: usize, wants: &mut BTreeMap<String, Want>) {
    let (len, first) = (columns.len(), number % columns.len().max(1));
    for (at, column) in columns.iter().enumerate() {
        let is_filled = (at + len - first) % len < count;
        let want = if is_filled { Want::Filled } else { Want::Null };
        wants.insert(column.clone(), want);
    }
}

impl Term {
    fn name_columns(&self, columns: &mut BTreeSet<String>) {
        match self {
            Self::Column(column) => {
                columns.insert(column.clone());
            }
            Self::Filled(all) => columns.extend(all.iter().cloned()),
            Self::Of(_, term) => term.name_columns(columns),
            Self::Literal(_) | Self::Unknown => {}
        }
    }
}
