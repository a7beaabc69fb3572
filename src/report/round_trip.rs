//! What `verify-rollback` found: a table of the steps, then each finding with its differences.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Cell, CellAlignment, Table};

use super::differences::{Words, indent, of_object};
use super::palette::{bad, good, noted, quiet};
use crate::checks::round_trip::{
    After, Found, FullVerdict, Outcome, StepError, StepOutcome, Verdict,
};

const WORDS: Words = Words {
    missing: "missing",
    leftover: "left over",
    was: "was",
    is: "is",
};

/// The whole result.
#[must_use]
pub fn round_trip(outcome: &Outcome) -> String {
    let mut text = format!("{}\n", table(outcome));
    for step in outcome.steps.iter().filter(|step| has_details(step)) {
        text += &details(step);
    }
    text += &full_trip(outcome);
    text += &summary(outcome);
    text
}

fn table(outcome: &Outcome) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_header(["version", "name", "verdict", "up", "down"]);
    for step in &outcome.steps {
        let verdict = if step.verdict.is_finding() {
            bad(word(step.verdict))
        } else {
            good(word(step.verdict))
        };
        table.add_row([
            Cell::new(&step.version).set_alignment(CellAlignment::Right),
            Cell::new(&step.name),
            Cell::new(verdict),
            Cell::new(ms(step.up_ms)).set_alignment(CellAlignment::Right),
            Cell::new(ms(step.down_ms)).set_alignment(CellAlignment::Right),
        ]);
    }
    table
}

fn ms(time: Option<f64>) -> String {
    time.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1} ms"))
}

/// The verdict in words.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reversible => "reversible",
        Verdict::DeclaredIrreversible => "declared irreversible",
        Verdict::UpFailed => "up failed",
        Verdict::NeedsExtension => "needs an extension",
        Verdict::NeedsNewerPostgres => "needs a newer PostgreSQL",
        Verdict::NoDown => "no down",
        Verdict::DownFailed => "down failed",
        Verdict::UpAgainFailed => "up failed after the down",
        Verdict::Differs => "differs",
        Verdict::UndeclaredLoss => "undeclared loss",
        Verdict::StaleDeclaration => "stale declaration",
        Verdict::NotReached => "not reached",
    }
}

fn has_details(step: &StepOutcome) -> bool {
    step.verdict.is_finding() && step.verdict != Verdict::NotReached
        || !step.differences.is_empty()
        || step.verdict == Verdict::DeclaredIrreversible
        || !step.unfilled.is_empty()
}

fn details(step: &StepOutcome) -> String {
    let title = format!("{}: {}", step.file, word(step.verdict));
    let title = if step.verdict.is_finding() {
        bad(title)
    } else {
        noted(title)
    };
    let mut text = format!("\n{title}\n");
    match &step.error {
        Some(StepError::Sql(failed)) => text += &indent(&failed.to_string()),
        Some(StepError::Words(words)) => text += &indent(words),
        None => {}
    }
    text += &differences(&step.differences);
    if step.verdict == Verdict::DownFailed && is_about_rows(step.error.as_ref()) {
        text += &indent(ROWS_CURE);
    }
    let is_given_up = step.verdict == Verdict::DeclaredIrreversible;
    for lost in &step.lost {
        if lost.declared || is_given_up {
            text += &indent(&quiet(format!("{} is lost, as declared", lost.data)));
        } else {
            let cure = format!(
                "add '-- pgconform: loses {}' to the down, or keep it",
                lost.data
            );
            text += &indent(&format!("{} {}: {cure}", noted("lost"), lost.data));
        }
    }
    for unfilled in &step.unfilled {
        let why = &unfilled.why;
        text += &indent(&format!(
            "{} {}, so that nothing is known of its rows: {why}",
            noted("empty"),
            unfilled.table
        ));
    }
    if step.verdict == Verdict::NoDown {
        let down = step.file.replace(".sql", ".down.sql");
        text += &indent(&format!("write {down} beside it"));
    }
    text
}

const ROWS_CURE: &str = "cure: the tables hold rows that the schema above allows and the one below does not; \
    let the down change or delete them first, and declare what it loses";

/// Class 22 is data exceptions, class 23 integrity constraint violations.
fn is_about_rows(error: Option<&StepError>) -> bool {
    let Some(StepError::Sql(failed)) = error else {
        return false;
    };
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    state.starts_with("22") || state.starts_with("23")
}

fn differences(found: &[Found]) -> String {
    let mut text = String::new();
    for moment in [After::Down, After::UpAgain] {
        let of_moment: Vec<&Found> = found.iter().filter(|f| f.after == moment).collect();
        if !of_moment.is_empty() {
            text += &indent(&quiet(heading(moment)));
            // The differences come in the order of their objects.
            for object in of_moment.chunk_by(|a, b| a.difference.object == b.difference.object) {
                let found: Vec<_> = object
                    .iter()
                    .map(|found| (&found.difference, found.cure.as_deref()))
                    .collect();
                text += &indent(&indent(&of_object(&found, WORDS)));
            }
        }
    }
    text
}

fn heading(moment: After) -> &'static str {
    match moment {
        After::Down => "after the down, compared with before the up:",
        After::UpAgain => "after the second up, compared with the first:",
    }
}

fn full_trip(outcome: &Outcome) -> String {
    let trip = &outcome.full_trip;
    let (painted, why) = match trip.verdict {
        FullVerdict::Equal => (good("equal"), String::new()),
        FullVerdict::Differs => (bad("differs"), String::new()),
        FullVerdict::Failed => (bad("failed"), indent(trip.error.as_deref().unwrap_or(""))),
        FullVerdict::NotPossible => {
            let why = trip.error.as_deref().unwrap_or_default();
            (noted("not possible"), indent(why))
        }
    };
    let has_finding = |step: &StepOutcome| step.verdict.is_finding();
    let cause = if trip.verdict.is_finding() && outcome.steps.iter().any(has_finding) {
        indent("mend the migrations above first: their traces show here too")
    } else {
        String::new()
    };
    format!(
        "\nhead to base to head: {painted}\n{why}{}{cause}",
        differences(&trip.differences)
    )
}

fn summary(outcome: &Outcome) -> String {
    let count = |is_meant: fn(Verdict) -> bool| {
        let verdicts = outcome.steps.iter().map(|step| step.verdict);
        verdicts.filter(|verdict| is_meant(*verdict)).count()
    };
    let not_reached = count(|verdict| verdict == Verdict::NotReached);
    let findings = count(Verdict::is_finding) - not_reached;
    let all = outcome.steps.len();
    let on = format!(
        "PostgreSQL {}, {}",
        outcome.postgres.version, outcome.postgres.source
    );
    if outcome.holds {
        return format!("{} {all} migrations proved on {on}\n", good("holds:"));
    }
    let mut fault = match findings {
        0 => "the full trip is at fault".to_owned(),
        1 => format!("1 of {all} migrations is at fault"),
        many => format!("{many} of {all} migrations are at fault"),
    };
    if not_reached > 0 {
        fault += &format!(", {not_reached} not reached");
    }
    format!("{} {fault} ({on})\n", bad("does not hold:"))
}
