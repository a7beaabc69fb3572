//! What was seen of findings, and what to do about them.

use crate::checks::findings::{Evidence, Finding, Kind};
use crate::checks::round_trip::{After, Found};
use crate::foreign;
use crate::report::differences::{Told, Words, indent, of_object};
use crate::report::palette::{noted, quiet};
use crate::runner::FailedSql;
use crate::sql::ErrorClass;

const WORDS: Words = Words {
    missing: "missing",
    leftover: "left over",
    was: "was",
    is: "is",
};

/// Findings of one step, or of the trip, each with its id.
pub(in crate::report) fn details(found: &[&Finding<'_>]) -> String {
    let mut text = String::new();
    for finding in found {
        let id = quiet(&finding.id);
        match &finding.evidence {
            Evidence::Difference(_) => {}
            Evidence::Sql(failed) => {
                text += &format!("{failed}\n");
                if finding.kind == Kind::DownFailed && is_about_rows(failed) {
                    text += &format!("{ROWS_CURE}\n");
                }
                text += &format!("{id}\n");
            }
            Evidence::Words(words) => text += &format!("{words}\n{id}\n"),
            Evidence::Lost(lost, cure) => {
                let words = foreign::line(format!("{}: {cure}", lost.data));
                text += &format!("{} {words}  {id}\n", noted("lost"));
            }
            Evidence::NoDown(cure) => text += &format!("{}  {id}\n", foreign::line(cure)),
        }
    }
    for after in [After::Down, After::UpAgain] {
        text += &differences(after, found);
    }
    text
}

const ROWS_CURE: &str = "cure: the tables hold rows that the schema above allows and the one below does not; \
    let the down change or delete them first, and declare what it loses";

fn is_about_rows(failed: &FailedSql) -> bool {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    ErrorClass::of(state).is_about_rows()
}

/// The differences that show after one movement, by object.
fn differences(after: After, found: &[&Finding<'_>]) -> String {
    let of_moment: Vec<(&Found, String)> = found
        .iter()
        .filter_map(|finding| match finding.evidence {
            Evidence::Difference(found) if found.after == after => {
                Some((found, finding.id.to_string()))
            }
            _ => None,
        })
        .collect();
    if of_moment.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n", quiet(heading(after)));
    // The differences come in the order of their objects.
    let same =
        |a: &(&Found, String), b: &(&Found, String)| a.0.difference.object == b.0.difference.object;
    for object in of_moment.chunk_by(same) {
        let told: Vec<Told<'_>> = object
            .iter()
            .map(|(found, id)| Told {
                difference: &found.difference,
                cure: found.cure.as_deref(),
                id: Some(id),
            })
            .collect();
        text += &indent(&of_object(&told, WORDS));
    }
    text
}

fn heading(after: After) -> &'static str {
    match after {
        After::Down => "after the down, compared with before the up:",
        After::UpAgain => "after the second up, compared with the first:",
    }
}
