//! Parts that several errors share: lists of versions, what is wrong with a history, and what is committed.

use super::super::{Fault, Stands, Step};
use crate::escape;
use crate::migrations::Version;

/// A version, or base.
pub(super) fn name(version: Option<Version>) -> String {
    version.map_or_else(|| "base".to_owned(), |version| version.to_string())
}

pub(super) fn clauses(faults: &[Fault]) -> String {
    let clauses: Vec<String> = faults.iter().map(|it| escape::line(&it.what)).collect();
    clauses.join("; ")
}

/// Statements to paste, one a line.
pub(super) fn fixes(faults: &[Fault]) -> String {
    let fixes: Vec<String> = faults
        .iter()
        .map(|it| format!("  {};", escape::line(&it.fix)))
        .collect();
    fixes.join("\n")
}

pub(super) fn list(versions: &[Version]) -> String {
    let numbers: Vec<String> = versions.iter().map(Version::to_string).collect();
    match &numbers[..] {
        [one] => format!("migration {one}"),
        _ => format!("each of the migrations {}", numbers.join(", ")),
    }
}

/// What stands after a step that failed, and before it.
pub(super) fn standing(own: Stands, done: &[Step]) -> String {
    let before = finished(done);
    let own = match (own, &before) {
        (Stands::OutsideTransaction, _) => {
            "this step runs outside a transaction: the statements before the failure are committed, and the next run \
             continues after them"
        }
        (Stands::Committed | Stands::RolledBack, _) => ended(own),
        (Stands::Nothing, Some(_)) => "this step was rolled back",
        (Stands::Nothing, None) => "nothing was changed",
    };
    match before {
        Some(before) => format!("{before}; {own}"),
        None => own.to_owned(),
    }
}

/// The steps that were finished before the one that failed.
pub(super) fn finished(done: &[Step]) -> Option<String> {
    let last = done.last()?;
    let steps = match done.len() {
        1 => "1 step".to_owned(),
        many => format!("{many} steps"),
    };
    let (version, name) = (last.version, &last.name);
    Some(format!(
        "already committed: {steps}, the last one {version} {name}"
    ))
}

/// What a script leaves that ended its transaction in the middle.
fn ended(stands: Stands) -> &'static str {
    match stands {
        Stands::RolledBack => {
            "it ran ROLLBACK: its changes before that are rolled back (in a dry run or a reset, with all files before this one); its \
             changes after that may be committed, and the history does not record them\n\
             help: undo by hand what is committed, remove ROLLBACK from the file, and run it again"
        }
        _ => {
            "it ran COMMIT: its changes before that are committed (in a dry run or a reset, with all files before this one); its changes \
             after that may be committed too, and the history does not record them\n\
             help: undo by hand what is committed, remove COMMIT from the file, and run it again"
        }
    }
}

/// What a dry run leaves that failed.
pub(super) fn after_dry_run(stands: Stands) -> String {
    match stands {
        Stands::Nothing | Stands::OutsideTransaction => {
            "this was a dry run; everything was rolled back".to_owned()
        }
        Stands::Committed | Stands::RolledBack => {
            format!("this was a dry run, but {}", ended(stands))
        }
    }
}
