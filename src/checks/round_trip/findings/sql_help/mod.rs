//! The help for an SQL error, by its SQLSTATE: statements that can be pasted, with names as SQL quotes them.

mod dependents;
mod ranges;
mod rows;

use super::{differences, set_up};
use crate::catalog::Change;
use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::outcome::{After, Failure, Found, StepOutcome};
use crate::findings::{Kind, Phase};
use crate::migrations::Layout;
use crate::runner::FailedSql;
use crate::sql::{ErrorClass, identifier, is_duplicate, names_in};
use dependents::{dependents, used_by_view};
use rows::{on_any_row, on_rows, selected, up_on_rows};

/// Nothing of that name is there.
const UNDEFINED: [&str; 5] = ["42P01", "42703", "42704", "42883", "3F000"];

/// What somebody does next who has to make the movement run.
pub(super) fn help(
    failure: &Failure,
    failed: &FailedSql,
    step: &StepOutcome,
    layout: Layout,
) -> Option<String> {
    let state = failed.sqlstate.as_deref().unwrap_or_default();
    let kind = failure.kind;
    let of_up = |help: String| {
        if layout.checks_ups() {
            format!("{help}\nif the file is already applied, do not edit it: its tool checks it")
        } else {
            help
        }
    };
    if kind == Kind::UpNeedsEmpty {
        return Some(of_up(on_any_row(&step.up, failed, Phase::Up)));
    }
    if kind == Kind::DownRefusesRows && failure.on_any_row {
        let down = step.down.as_ref()?;
        return Some(on_any_row(down, failed, Phase::Down));
    }
    let own = |down| ranges::help(down, failed).or_else(|| selected(failed));
    if let Some(help) = down_of(kind, step).and_then(own) {
        return Some(format!("{help}; declare what the down loses"));
    }
    if kind == Kind::DownRefusesRows {
        let first = on_rows(failed);
        return Some(format!(
            "let the down first {first}, and declare what it loses"
        ));
    }
    if kind == Kind::UpRefusesRows {
        return Some(of_up(up_on_rows(failed, step)));
    }
    if kind == Kind::SessionLeftChanged && state != "42501" {
        return is_duplicate(state).then(|| {
            "drop what is temporary at its end, or create it with ON COMMIT DROP".to_owned()
        });
    }
    // The server's hint is replaced by what to do.
    let is_of_server = matches!(
        kind,
        Kind::NeedsExtension
            | Kind::NeedsNewerPostgres
            | Kind::NeedsSuperuser
            | Kind::Confined
            | Kind::Hangs
    );
    if is_of_server {
        return None;
    }
    let typical = match state {
        "25001" => Some(outside_transaction(layout)),
        "2BP01" => dependents(failed, file_of(failure, step)),
        "42501" => Some(
            "the current role may not do this: GRANT it before, or undo the SET ROLE or SET SESSION AUTHORIZATION"
                .to_owned(),
        ),
        "42601" => Some("correct the statement: PostgreSQL cannot parse it from there on".to_owned()),
        "55P04" if layout.is_one_transaction() => Some(format!(
            "{} applies all that is pending in one transaction, in which a new enum value cannot be used: make a new type with \
             every value, and convert the column to it, as by ALTER COLUMN ... TYPE ... USING ...::text::...",
            layout.name()
        )),
        "55P04" => Some(
            "a new enum value can be used only once it is committed: put ALTER TYPE ... ADD VALUE into its own migration before this one"
                .to_owned(),
        ),
        "42P16" if failed.message.ends_with("is in a primary key") => {
            Some("leave out DROP NOT NULL: a primary key's column is never nullable".to_owned())
        }
        "0A000" => used_by_view(failed),
        _ if is_duplicate(state) => Some(exists(failure, failed, step)),
        _ if UNDEFINED.contains(&state) && failed.message.contains("does not exist") => Some(undefined(failure, failed, step)),
        _ => None,
    };
    typical.or_else(|| fallback(failure, state, layout))
}

/// How a file of a layout is run outside a transaction.
fn outside_transaction(layout: Layout) -> String {
    let how = match layout.name() {
        "pgconform" => "with '-- pgconform: no-transaction' at the head of the file",
        "goose" => "with '-- +goose NO TRANSACTION' at the head of the file",
        "dbmate" => {
            "with '-- migrate:up transaction:false', or '-- migrate:down transaction:false'"
        }
        "diesel" => "with run_in_transaction = false in a metadata.toml beside it",
        "flyway" => "with executeInTransaction=false in a file of its name and .conf beside it",
        "sqlx" => "with '-- no-transaction' as the first line of the file",
        "tern" => "with a line '---- tern: disable-tx ----' in the file",
        _ => "alone in its own migration: the statements of one file share a transaction",
    };
    format!("run it outside a transaction, {how}")
}

fn exists(failure: &Failure, failed: &FailedSql, step: &StepOutcome) -> String {
    let what = what(failed, "already exists");
    if failed.message.starts_with("enum label") {
        let words = if failure.kind == Kind::UpAgainFailed {
            "PostgreSQL drops no enum value: write ADD VALUE IF NOT EXISTS in the up, or make the type again without it in the down"
        } else {
            "write ADD VALUE IF NOT EXISTS"
        };
        return words.to_owned();
    }
    match failure.movement {
        Phase::UpAgain | Phase::Compared => of_difference(failed, step, Change::Leftover)
            .unwrap_or_else(|| format!("the down leaves {what}: drop it in the down")),
        Phase::Down => {
            format!("{what} is still there when the down gets here: drop or rename it before")
        }
        Phase::Unreached | Phase::Up => {
            format!(
                "an earlier migration or --setup has made {what}: leave it out here, or drop it before"
            )
        }
    }
}

fn undefined(failure: &Failure, failed: &FailedSql, step: &StepOutcome) -> String {
    let what = what(failed, "does not exist");
    match failure.movement {
        Phase::UpAgain | Phase::Compared => of_difference(failed, step, Change::Missing)
            .unwrap_or_else(|| format!("the up finds {what} the first time only: make it again in the down")),
        Phase::Down => gone_before(failure, failed, step).unwrap_or_else(|| {
            format!(
                "{what} does not exist when the down gets here: correct the name, or create it again before"
            )
        }),
        Phase::Unreached | Phase::Up => set_up::help(failed).unwrap_or_else(|| {
            format!(
                "no earlier migration makes {what}: correct the name or the order; what is made elsewhere goes into a file for --setup FILE"
            )
        }),
    }
}

/// What to do about a DROP of what an earlier statement of the file has dropped along with a table or a column.
fn gone_before(failure: &Failure, failed: &FailedSql, step: &StepOutcome) -> Option<String> {
    let line = failed.location()?.line;
    let earlier = file_of(failure, step)?.drops_along_before(line)?;
    Some(format!(
        "line {earlier} may have dropped it along: leave this statement out, or move it before that line; else correct the name"
    ))
}

/// The down, where it is the one that refuses rows.
fn down_of(kind: Kind, step: &StepOutcome) -> Option<&ScriptFile> {
    step.down.as_ref().filter(|_| kind == Kind::DownRefusesRows)
}

fn file_of<'a>(failure: &Failure, step: &'a StepOutcome) -> Option<&'a ScriptFile> {
    match failure.movement {
        Phase::Down => step.down.as_ref(),
        Phase::Unreached | Phase::Up | Phase::UpAgain | Phase::Compared => Some(&step.up),
    }
}

/// What the server's message is about: `column "a" of relation "b"`.
fn what(failed: &FailedSql, end: &str) -> String {
    let (what, _) = failed
        .message
        .split_once(end)
        .unwrap_or((&failed.message, ""));
    what.trim().to_owned()
}

/// What to do about the difference that a second up stumbles over.
fn of_difference(failed: &FailedSql, step: &StepOutcome, change: Change) -> Option<String> {
    let mut names = names_in(&failed.message);
    // `column "a" of relation "b"` is `b.a` in a catalog.
    names.reverse();
    let name: Vec<String> = names.into_iter().map(identifier).collect();
    let name = format!(".{}", name.join("."));
    let is_meant = |it: &&Found| {
        it.after == After::Down
            && it.difference.change == change
            && format!(".{}", it.difference.object.name).ends_with(&name)
    };
    let found = step.differences.iter().find(is_meant)?;
    differences::help_of(found, step)
}

fn fallback(failure: &Failure, state: &str, layout: Layout) -> Option<String> {
    // A statement that cannot be understood, or names what is not there, refuses nothing.
    let may_refuse = ErrorClass::of(state) != ErrorClass::SyntaxErrorOrAccessRuleViolation;
    let is = |kind| failure.kind == kind;
    let words = if is(Kind::UpFailed) {
        "correct the up: until it succeeds, no later migration can be proved"
    } else if is(Kind::DownFailed) && may_refuse && layout.takes_declarations() {
        "correct the down; if the up cannot be undone, add '-- pgconform: irreversible because ...' to it"
    } else if is(Kind::DownFailed) {
        "correct the down, which fails whatever the tables hold"
    } else if is(Kind::UpAgainFailed) {
        "let the down undo all that the up does, so that it can run again"
    } else {
        return None;
    };
    Some(words.to_owned())
}
