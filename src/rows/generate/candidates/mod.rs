//! Values that a column is likely to accept, as texts in PostgreSQL's input syntax.

mod documents;
mod lengths;
mod nested;

use super::checks::{Hint, Side, VALUE};
use super::family::{Family, Sort};
use super::named::{literals, neighbours};
use super::plan::Column;
use super::samples::{Type, of_type};
use super::text;
use documents::documents;
use lengths::{of_length, shorten, stretched};
use nested::{arrays, composites};

/// PostgreSQL counts the four bytes of a length word into a string's modifier.
const LENGTH_WORD: i32 = 4;

/// How many values are wanted: most rows are taken at once, and need no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    First,
    All,
}

/// Likely values for one column of a row: those of the row's family, then such as nearly everything takes, and what its
/// CHECKs suggest; none that a CHECK surely refuses.
pub(super) fn candidates(column: &Column, sort: Sort, depth: Depth) -> Vec<String> {
    let number = own_number(column, sort);
    let family = match (column.side, sort.family) {
        (Some(Side::Less), Family::Long) => Family::Plain,
        (Some(Side::More), family) if family != Family::Null => Family::Long,
        (_, family) => family,
    };
    if column.base == "enum" {
        let mut labels = column.labels.clone();
        rotate(&mut labels, sort.place);
        return accepted(column, labels);
    }
    let hint = hint(column, number);
    let mut suggested = hint.all_values(number);
    rotate(&mut suggested, sort.place);
    let mut named = literals(&column.checks);
    rotate(&mut named, sort.place);
    let mut values = match &*column.base {
        "array" => arrays(column, &hint, family, number),
        "c" => composites(&column.fields, family, number),
        _ if column.is_text() => texts(column, family, number, depth),
        "json" | "jsonb" => documents(column, &hint, &named, family, number),
        _ => of_type(column.of_its_own(), family, number),
    };
    if column.checks.is_empty() {
        values.truncate(if depth == Depth::First { 1 } else { 12 });
    }
    values.extend(of_length(column, &hint, number));
    // What a CHECK that cannot be read names is likely where it is a list of words, and rarely more than a bound or a
    // piece of a pattern otherwise.
    let is_doubtful = |value: &String| column.verdict(value).is_none();
    if named.len() > 1 && values.first().is_some_and(is_doubtful) {
        values.splice(0..0, named.clone());
    }
    if column.is_text() {
        values.extend(stretched(&suggested, &hint));
    }
    values.extend(suggested);
    let neighbours = neighbours(&named);
    values.extend(named.into_iter().chain(neighbours));
    // Those of an array are as short as they are made.
    if let Some(limit) = column.limit().filter(|_| column.base != "array") {
        values = values.iter().map(|value| shorten(value, limit)).collect();
    }
    if let ("bit" | "varbit", Ok(length @ 1..)) = (&*column.base, usize::try_from(column.typmod)) {
        let bits = match family {
            Family::Long => "1".repeat(length),
            _ => format!("{:0length$b}", number % 8),
        };
        values = vec![bits[bits.len() - length..].to_owned()];
    }
    accepted(column, values)
}

/// Those that no CHECK surely refuses, and first those that all surely take; all of them, where none would be left.
fn accepted(column: &Column, values: Vec<String>) -> Vec<String> {
    if column.rules.is_empty() {
        return values;
    }
    let verdicts = values.iter().map(|value| column.verdict(value));
    let (mut sure, mut likely) = (Vec::new(), Vec::new());
    for (value, verdict) in values.iter().zip(verdicts) {
        match verdict {
            Some(true) => sure.push(value.clone()),
            None => likely.push(value.clone()),
            Some(false) => {}
        }
    }
    sure.append(&mut likely);
    if sure.is_empty() { values } else { sure }
}

fn hint(column: &Column, number: usize) -> Hint {
    let mut hint = Hint::default();
    for rule in &column.rules {
        for name in [&column.name, VALUE] {
            rule.suggest(name, number, &mut hint);
        }
    }
    hint
}

/// How many values there are in a column's list: the labels of its enum, or what its CHECKs name.
pub(super) fn listed(column: &Column) -> usize {
    let named = hint(column, 0).values;
    let named = named.iter().filter(|it| column.verdict(it) == Some(true));
    column.labels.len().max(named.count())
}

/// Two columns of one row that held the same text would hide that one is a copy of the other. What is
/// added leaves the end of the number as it is, which tells the rows apart. The twin of a row has its number wherever it
/// can.
///
/// Columns of one name in two tables hold the same text in their plain rows, so that a join on it finds something, and not
/// in others, so that a trigger which refuses what another table lists does not refuse every row.
fn own_number(column: &Column, sort: Sort) -> usize {
    const PLACES: usize = 89;
    if !(column.is_text() || column.base == "uuid") {
        return match sort.family {
            Family::Twin if !column.is_distinct => sort.first,
            _ => sort.number,
        };
    }
    let (number, table) = match sort.family {
        Family::Twin if !column.is_distinct => (sort.first, ""),
        Family::Mixed | Family::Long => (sort.number, &*column.table),
        _ => (sort.number, ""),
    };
    let bytes = column.name.bytes().chain(table.bytes());
    let place = bytes.fold(7, |sum: usize, byte| sum * 31 % PLACES + usize::from(byte));
    number + 1000 * (place % PLACES)
}

fn texts(column: &Column, family: Family, number: usize, depth: Depth) -> Vec<String> {
    let own = text::of_family(family, &column.name, number, column.limit());
    let by_name = text::by_name(&column.name, number, false);
    if depth == Depth::First && !(own.is_empty() && by_name.is_none()) {
        return own.into_iter().chain(by_name).take(1).collect();
    }
    let words = text::words(number + 1);
    let mut values: Vec<String> = own.into_iter().chain(by_name).chain(words).collect();
    // To its type it is the same text.
    if column.base == "citext" && family == Family::Twin && !column.is_distinct {
        values.insert(0, values[0].to_uppercase());
    }
    values
}

fn rotate(values: &mut [String], number: usize) {
    if !values.is_empty() {
        values.rotate_left(number % values.len());
    }
}

impl Column {
    /// Whether its CHECKs hold for a value, as far as that can be told from it alone.
    fn verdict(&self, value: &str) -> Option<bool> {
        let known = |name: &str| (name == self.name || name == VALUE).then_some(Some(value));
        let mut verdict = Some(true);
        for rule in &self.rules {
            match rule.holds(&known) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => verdict = None,
            }
        }
        verdict
    }

    pub fn is_text(&self) -> bool {
        matches!(
            &*self.base,
            "text" | "varchar" | "citext" | "bpchar" | "name"
        )
    }

    /// How many characters a text may have, or each element of an array of texts.
    pub fn limit(&self) -> Option<usize> {
        const NAME: usize = 63;
        let ty = if self.base == "array" {
            &self.element
        } else {
            &self.base
        };
        match &**ty {
            "name" => Some(NAME),
            "varchar" | "bpchar" if self.typmod >= LENGTH_WORD => {
                usize::try_from(self.typmod - LENGTH_WORD).ok()
            }
            _ => None,
        }
    }

    fn of_its_own(&self) -> Type<'_> {
        Type {
            base: &self.base,
            modifier: self.typmod,
            is_distinct: self.is_distinct,
        }
    }
}
