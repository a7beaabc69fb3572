//! Sequences that would return a number again.

use crate::catalog::{Change, Difference, Holder, Identity};
use crate::checks::round_trip::sandbox::State;
use crate::migrations::Loss;
use crate::rows::{self, Rows, SequenceState};

/// Those of `before` that stand further back in `after`, save those whose numbers are gone anyway: with the rows of their
/// table, or with the column that they number.
pub(in crate::checks::round_trip) fn rewound(
    before: &State,
    after: &State,
    lost: &[Loss],
) -> Vec<Difference> {
    let is_harmless = |sequence: &String, owner: &Option<(String, String)>| {
        let Some((schema, table)) = owner else {
            return false;
        };
        let is_its = |loss: &&Loss| loss.schema == *schema && loss.table == *table;
        let numbers = |loss: &Loss| match &loss.column {
            None => true,
            Some(column) => numbers_column(before, sequence, column),
        };
        let mut tables = before.rows.filled();
        let has_rows = tables.any(|(_, it)| it.schema == *schema && it.name == *table);
        !has_rows || lost.iter().filter(is_its).any(numbers)
    };
    let after = called_as_in(before, after);
    let rewound = rows::rewound(&before.rows, &after).into_iter();
    let rewound = rewound.filter(|(sequence, was, _)| !is_harmless(sequence, &was.owner));
    rewound
        .map(|(sequence, was, is)| Difference {
            object: Identity {
                kind: "sequence".to_owned(),
                name: sequence.clone(),
            },
            change: Change::Changed,
            fact: Some("next_value".to_owned()),
            was: Some(was.next.to_string().into()),
            is: Some(is.next.to_string().into()),
            holder: Holder::default(),
        })
        .collect()
}

/// The rows of `after` with its sequences called as in `before` where they number the same columns: one that PostgreSQL has
/// to call otherwise goes on all the same.
fn called_as_in(before: &State, after: &State) -> Rows {
    let numbers = |state: &State, sequence: &str| {
        let facts = state.catalog.get("sequence", sequence)?;
        Some(facts.get("owned_by")?.to_string())
    };
    let mut rows = after.rows.clone();
    let is_gone = |name: &&String| !after.rows.sequences.contains_key(*name);
    for name in before.rows.sequences.keys().filter(is_gone) {
        let Some(column) = numbers(before, name) else {
            continue;
        };
        let is_its = |(other, _): &(&String, &SequenceState)| {
            !before.rows.sequences.contains_key(*other)
                && numbers(after, other).as_ref() == Some(&column)
        };
        if let Some((other, stands)) = after.rows.sequences.iter().find(is_its) {
            rows.sequences.remove(other);
            rows.sequences.insert(name.clone(), stands.clone());
        }
    }
    rows
}

/// Whether a sequence belongs to this column of its table.
fn numbers_column(state: &State, sequence: &str, column: &str) -> bool {
    let facts = state.catalog.get("sequence", sequence);
    let owned_by = facts.and_then(|facts| facts.get("owned_by")?.as_str());
    owned_by.is_some_and(|owned_by| owned_by.replace('"', "").ends_with(&format!(".{column}")))
}
