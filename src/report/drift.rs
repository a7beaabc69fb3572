//! What `verify` found.

use super::differences::{Told, Words, indent, of_object};
use super::moves::place;
use super::palette::{bad, good};
use crate::checks::drift::{Found, Outcome};

const WORDS: Words = Words {
    missing: "missing",
    leftover: "not made by the migrations",
    was: "the migrations make",
    is: "the database has",
};

/// Each object that differs, then the verdict.
#[must_use]
pub fn drift(outcome: &Outcome) -> String {
    let mut text = String::new();
    let same_object = |a: &Found, b: &Found| a.difference.object == b.difference.object;
    let objects: Vec<&[Found]> = outcome.differences.chunk_by(same_object).collect();
    for object in &objects {
        let found: Vec<_> = object
            .iter()
            .map(|found| Told {
                difference: &found.difference,
                cure: None,
                id: None,
            })
            .collect();
        text += &indent(&of_object(&found, WORDS));
    }
    let at = place(outcome.current);
    if outcome.holds {
        text += &format!(
            "{} the database is what its migrations make at {at}\n",
            good("holds:")
        );
    } else {
        text += &format!(
            "{} {} objects are not what the migrations make at {at}; undo the change by hand, or make a migration of it\n",
            bad("drift:"),
            objects.len()
        );
    }
    text
}
