//! Movements that failed, and declarations that are not so.

use super::super::outcome::{Failure, StepError, StepOutcome};
use super::{acknowledged, empty_down};
use crate::findings::{Drafts, Evidence, Kind, Phase, words};
use crate::migrations::Layout;
use crate::runner::FailedSql;
use crate::sql::{ErrorClass, identifier};

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome, layout: Layout) {
    let is_own = |it: &&Failure| !empty_down::explains(step, it);
    for failure in step.failures.iter().filter(is_own) {
        let mut draft = step.draft(failure.kind, what(failure));
        let file = match (failure.movement, failure.error.is_some()) {
            (Phase::Down, true) => step.down.as_ref(),
            _ => Some(&step.up),
        };
        draft.place = file.map(|file| file.at(failure.line));
        if failure.movement >= Phase::Down && failure.error.is_some() {
            draft.acknowledged_by = step.given_up();
        }
        if let Some(directive) = acknowledged::directive(step, failure) {
            draft.acknowledged_by = Some(directive);
        }
        draft.former = former(failure);
        match &failure.error {
            Some(StepError::Sql(failed)) => {
                if let (Some(place), Some(at)) = (&mut draft.place, &failed.place) {
                    place.column = Some(at.column);
                }
                draft.about = about(failed);
                draft.object = object(failed);
                let help = [
                    help(failure.kind, failed),
                    acknowledged::help(failure, layout),
                ];
                let help: Vec<String> = help.into_iter().flatten().collect();
                draft.help = (!help.is_empty()).then(|| help.join("; "));
                draft.evidence = Evidence::Sql(failed.clone());
            }
            Some(StepError::Words(words)) => draft.evidence = Evidence::Words(words.clone()),
            None => draft.help = Some(layout.no_down(&step.file)),
        }
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

fn what(failure: &Failure) -> String {
    let movement = match failure.movement {
        Phase::Unreached | Phase::Up => "the up",
        Phase::Down => "the down",
        Phase::UpAgain | Phase::Compared => "the second up",
    };
    let what = match failure.kind {
        Kind::NeedsExtension => format!("{movement} needs an extension that this server lacks"),
        Kind::NeedsNewerPostgres => format!("{movement} needs a newer PostgreSQL than this one"),
        Kind::Confined => format!("{movement} reaches for what a confined server may not"),
        Kind::NoDown => "there is no down".to_owned(),
        Kind::UpAgainFailed => "the up fails after the down".to_owned(),
        kind => match kind.phase() {
            Phase::Up | Phase::Down | Phase::UpAgain => format!("{movement} fails"),
            Phase::Unreached | Phase::Compared => kind.title().to_owned(),
        },
    };
    match &failure.error {
        Some(StepError::Sql(sql)) => format!("{what}: {}", words::message(sql)),
        Some(StepError::Words(words)) => format!("{what}: {}", words::line(words)),
        None => what,
    }
}

/// What tells one failure from another: its SQLSTATE, and what it is about. Values are generated, and others tomorrow.
pub(super) fn about(failed: &FailedSql) -> Vec<String> {
    let mut about: Vec<String> = failed.sqlstate.iter().cloned().collect();
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
    let quoted = failed.message.split('"').skip(1).step_by(2);
    let quoted = quoted.filter(|_| !NO_NAMES.iter().any(|class| state.starts_with(class)));
    // The message repeats the table, without its schema.
    let quoted = quoted.filter(|name| relation.is_none_or(|table| table.name != *name));
    let names: Vec<String> = table.into_iter().chain(quoted.map(str::to_owned)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// What an earlier release called it.
fn former(failure: &Failure) -> Vec<(&'static str, Vec<String>)> {
    let kind = match failure.kind {
        Kind::DownRefusesRows => Kind::DownFailed,
        kind => kind,
    };
    vec![(kind.word(), Vec::new())]
}

/// What to do where a movement fails for a reason that is typical.
fn help(kind: Kind, failed: &FailedSql) -> Option<String> {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let is_about_rows = ErrorClass::of(state).is_about_rows();
    let is_down = matches!(kind, Kind::DownFailed | Kind::DownRefusesRows);
    if is_down && is_about_rows {
        let words = "the tables hold generated rows that the newer schema takes and the older does not: let the down \
            change or delete such rows first, and declare what it loses";
        return Some(words.to_owned());
    }
    if state == ACTIVE_TRANSACTION {
        return Some("run it outside a transaction, as the file's tool says it; in ours '-- pgconform: no-transaction' at the head of the file".to_owned());
    }
    if kind == Kind::UpFailed
        && let Some(missing) = missing(failed)
    {
        return Some(missing);
    }
    let exists = ["42P07", "42710", "42701", "42723", "42P06"].contains(&state);
    (kind == Kind::UpAgainFailed && exists)
        .then(|| "the down leaves what the up makes: remove it in the down".to_owned())
}

/// What PostgreSQL refuses inside a transaction.
const ACTIVE_TRANSACTION: &str = "25001";

/// What the migrations take for granted and a new server lacks.
fn missing(failed: &FailedSql) -> Option<String> {
    let mut parts = failed.message.split('"');
    let what = parts.next()?.trim();
    let name = identifier(parts.next()?);
    let lacks = parts.next()?.contains("does not exist");
    let statement = match what {
        "role" => format!("CREATE ROLE {name};"),
        "schema" => format!("CREATE SCHEMA {name};"),
        "tablespace" => format!("CREATE TABLESPACE {name} LOCATION '...';"),
        "collation" => format!("CREATE COLLATION {name} (...);"),
        _ => return None,
    };
    lacks.then(|| {
        format!("where the migrations take it for granted, write {statement} into a file, and pass it with --setup FILE")
    })
}
