//! Findings about movements that failed, and about false declarations.

use super::{acknowledged, empty_down, sql_help};
use crate::checks::round_trip::outcome::{Failure, StepError, StepOutcome};
use crate::findings::{Drafts, Evidence, Kind, Phase, words};
use crate::migrations::Layout;
use crate::runner::FailedSql;
use crate::sql::{names_in, of_every_major};

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome, layout: Layout) {
    let is_own = |it: &&Failure| !empty_down::explains(step, it);
    for failure in step.failures.iter().filter(is_own) {
        let mut draft = step.draft(failure.kind, what(failure, step));
        let file = match (failure.movement, failure.error.is_some()) {
            (Phase::Down, true) => step.down.as_ref(),
            _ => Some(&step.up),
        };
        // A down that its tool refuses to run is not read as a script, but its file is there.
        let refused = step.refused_down.as_ref();
        let refused = refused.filter(|_| failure.error.is_none());
        draft.place = match refused {
            Some(file) => Some(step.up.beside(file)),
            None => file.map(|file| file.at(failure.line)),
        };
        if failure.movement >= Phase::Down && failure.error.is_some() {
            draft.acknowledged_by = step.given_up();
        }
        if let Some(directive) = acknowledged::directive(step, failure) {
            draft.acknowledged_by = Some(directive);
        }
        draft.former = former(failure);
        match &failure.error {
            Some(StepError::Sql(failed)) => {
                if let (Some(place), Some(at)) = (&mut draft.place, failed.location()) {
                    place.column = Some(at.column);
                }
                draft.about = about(failed);
                draft.about.extend(movement(failure));
                draft.object = object(failed);
                let help = [
                    sql_help::help(failure, failed, step, layout),
                    acknowledged::help(failure, layout),
                ];
                let help: Vec<String> = help.into_iter().flatten().collect();
                draft.help = (!help.is_empty()).then(|| help.join("\n"));
                draft.evidence = Evidence::Sql(failed.clone());
            }
            Some(StepError::Words(words)) => draft.evidence = Evidence::Words(words.clone()),
            None => draft.help = Some(no_down(step, layout)),
        }
        drafts.add(draft);
    }
    if let Some(other) = &step.skipped_after {
        let what = format!(
            "{} will skip it on every database that has {other}",
            layout.name()
        );
        let mut draft = step.draft(Kind::OutOfOrder, what);
        draft.place = Some(step.up.at(None));
        draft.object = Some(other.clone());
        draft.about = vec![other.clone()];
        drafts.add(draft);
    }
    acknowledged::stale(drafts, step);
    for stale in &step.stale {
        let mut draft = step.draft(Kind::StaleDeclaration, words::line(&stale.words));
        draft.place = step.down.as_ref().map(|file| file.at(None));
        draft.object = Some(stale.declared.clone());
        draft.about = vec![stale.declared.clone()];
        drafts.add(draft);
    }
}

/// What to do where nothing can be run to undo a migration.
fn no_down(step: &StepOutcome, layout: Layout) -> String {
    match &step.refused_down {
        None => layout.no_down(&step.file),
        Some(file) => {
            let (file, tool) = (words::line(file), layout.name());
            format!(
                "{tool} refuses to run a file without a statement, so nothing was undone: write what undoes the up into {file}, or SELECT 1; if there is nothing to undo"
            )
        }
    }
}

fn what(failure: &Failure, step: &StepOutcome) -> String {
    let Some(error) = &failure.error else {
        let is_refused = step.refused_down.is_some();
        let what = if is_refused {
            "the down is empty"
        } else {
            "there is no down"
        };
        return what.to_owned();
    };
    let movement = match failure.movement {
        Phase::Unreached | Phase::Up => "the up",
        Phase::Down => "the down",
        Phase::UpAgain | Phase::Compared if failure.kind == Kind::UpAgainFailed => "the up",
        Phase::UpAgain | Phase::Compared => "the second up",
    };
    let says = if failure.on_any_row {
        Kind::UpNeedsEmpty.says()
    } else {
        failure.kind.says()
    };
    let what = format!("{movement} {says}");
    match error {
        StepError::Sql(sql) => format!("{what}: {}", words::message(sql)),
        StepError::Words(words) => format!("{what}: {}", words::line(words)),
    }
}

/// What tells one failure from another: its SQLSTATE, and what it is about. Values are generated, and others tomorrow.
pub(super) fn about(failed: &FailedSql) -> Vec<String> {
    let state = failed.sqlstate.as_deref().map(of_every_major);
    let mut about: Vec<String> = state.into_iter().map(str::to_owned).collect();
    about.extend(object(failed));
    about
}

/// The objects that the server names: the table, and what stands in the quotation marks of its message, unless that is
/// a value or somebody's own words.
fn object(failed: &FailedSql) -> Option<String> {
    // Data exceptions quote values, and P0001 is what RAISE says.
    const NO_NAMES: [&str; 2] = ["22", "P0"];
    let relation = failed.table.as_ref();
    let table = relation.map(|table| format!("{}.{}", table.schema, table.name));
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let quoted = names_in(&failed.message).into_iter();
    let quoted = quoted.filter(|_| !NO_NAMES.iter().any(|class| state.starts_with(class)));
    // The message repeats the table, without its schema.
    let quoted = quoted.filter(|name| relation.is_none_or(|table| table.name != *name));
    let names: Vec<String> = table.into_iter().chain(quoted.map(str::to_owned)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Which movement it was, of a kind that does not say it and unless it was the first up.
fn movement(failure: &Failure) -> Option<String> {
    let is_of_any = matches!(
        failure.kind,
        Kind::Confined | Kind::Hangs | Kind::NeedsSuperuser
    );
    let movement = match failure.movement {
        Phase::Unreached | Phase::Up => return None,
        Phase::Down => "down",
        Phase::UpAgain | Phase::Compared => "up_again",
    };
    is_of_any.then(|| movement.to_owned())
}

/// What an earlier release called it.
fn former(failure: &Failure) -> Vec<(&'static str, Vec<String>)> {
    let by_movement = match failure.movement {
        Phase::Unreached | Phase::Up => Kind::UpFailed,
        Phase::Down => Kind::DownFailed,
        Phase::UpAgain | Phase::Compared => Kind::UpAgainFailed,
    };
    let is_of_later = matches!(failure.kind, Kind::DownRefusesRows | Kind::Hangs);
    let kind = if is_of_later {
        by_movement
    } else {
        failure.kind
    };
    vec![(kind.word(), Vec::new())]
}
