//! Values that are made of others: arrays and composites.

use super::lengths::shorten;
use crate::rows::generate::checks::Hint;
use crate::rows::generate::family::Family;
use crate::rows::generate::plan::Column;
use crate::rows::generate::samples::{Type, of_type};
use crate::rows::generate::text;

pub(super) fn arrays(column: &Column, hint: &Hint, family: Family, number: usize) -> Vec<String> {
    let element = Type {
        base: &column.element,
        modifier: column.typmod,
        is_distinct: false,
    };
    let of = |family: Family, number: usize| -> Vec<String> {
        if !column.labels.is_empty() {
            return column.labels.clone();
        }
        match &*column.element {
            "text" | "varchar" | "citext" => {
                let own = text::of_family(family, "", number, column.limit());
                let values = own.into_iter().chain(text::words(number + 1));
                let limit = column.limit().unwrap_or(usize::MAX);
                values.map(|it| shorten(&it, limit)).collect()
            }
            _ => of_type(element, family, number),
        }
    };
    let plain = of(Family::Plain, number);
    let odd = of(Family::Mixed, number);
    let (Some(first), Some(odd)) = (plain.first(), odd.first()) else {
        return vec!["{}".to_owned()];
    };
    let other = plain.get(1).unwrap_or(first);
    let own = match family {
        Family::Mixed => vec![array(&[Some(odd), None, Some(first)])],
        Family::Long => vec![array(&[Some(other), Some(first), Some(other), Some(odd)])],
        Family::Zero => vec!["{}".to_owned()],
        _ => Vec::new(),
    };
    let singles = plain.iter().take(3).map(|value| array(&[Some(value)]));
    let lengths = hint
        .elements
        .iter()
        .flat_map(|it| [*it, it + 1, it.saturating_sub(1)]);
    let lengths = lengths.filter(|it| (1..=100).contains(it)).chain([2, 3]);
    let of_length = lengths.map(|length| array(&vec![Some(first); length]));
    let arrays = own.into_iter().chain(singles).chain(of_length);
    arrays.chain(["{}".to_owned()]).collect()
}

fn array(elements: &[Option<&String>]) -> String {
    let elements = elements.iter().map(|it| match it {
        Some(value) => quoted(value),
        None => "NULL".to_owned(),
    });
    format!("{{{}}}", elements.collect::<Vec<_>>().join(","))
}

/// A composite whose fields have values of the row's family, and one without values.
pub(super) fn composites(fields: &[String], family: Family, number: usize) -> Vec<String> {
    let composite = |family| {
        let values = fields.iter().map(|base| {
            let ty = Type {
                base,
                modifier: -1,
                is_distinct: false,
            };
            quoted(&of_type(ty, family, number).swap_remove(0))
        });
        format!("({})", values.collect::<Vec<_>>().join(","))
    };
    let nothing = ",".repeat(fields.len().saturating_sub(1));
    vec![
        composite(family),
        composite(Family::Plain),
        format!("({nothing})"),
    ]
}

/// In the quotation marks that arrays and composites take.
fn quoted(value: &str) -> String {
    let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
