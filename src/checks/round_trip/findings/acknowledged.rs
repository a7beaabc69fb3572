//! Failures on rows that a directive in the file declares, and directives that no failure matches.

use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::outcome::{Failure, StepError, StepOutcome};
use crate::findings::{Directive, Drafts, Kind, Phase};
use crate::migrations::{Layout, Loss};
use crate::runner::FailedSql;

/// The directive that declares a failure.
pub(super) fn directive(step: &StepOutcome, failure: &Failure) -> Option<String> {
    let Some(StepError::Sql(failed)) = &failure.error else {
        return None;
    };
    let file = match failure.movement {
        Phase::Down => step.down.as_ref()?,
        Phase::Unreached | Phase::Up | Phase::UpAgain | Phase::Compared => &step.up,
    };
    let (verb, declared) = verb(failure.kind, file)?;
    let data = declared.iter().find(|data| is_about(failed, data))?;
    Some(format!("{verb} {data}"))
}

/// The directive for failures of a kind, and what a file declares by it.
fn verb(kind: Kind, file: &ScriptFile) -> Option<(&'static str, &[Loss])> {
    let directive = kind.directive()?;
    let declared = match directive {
        Directive::NeedsEmpty => &file.needs_empty,
        Directive::Refuses => &file.refuses,
        Directive::Loses => return None,
    };
    Some((directive.word(), declared))
}

/// Whether an error is about a table, or about that column of it.
fn is_about(failed: &FailedSql, data: &Loss) -> bool {
    let is_its = |column: &String| match columns(failed) {
        Some(columns) => columns.contains(&column.as_str()),
        // A check names none. Which of the row it is about, whoever declares it knows.
        None => shows(failed, column),
    };
    failed.is_about(&data.schema, &data.table) && data.column.as_ref().is_none_or(is_its)
}

/// The columns that the server names; `None` where it names none.
fn columns(failed: &FailedSql) -> Option<Vec<&str>> {
    const NOT_NULL: &str = "23502";
    if failed.sqlstate.as_deref() == Some(NOT_NULL) {
        return Some(vec![failed.message.split('"').nth(1)?]);
    }
    // `Key (title, author)=(a, b) already exists.`
    let (_, key) = failed.detail.as_ref()?.rsplit_once("Key (")?;
    let (columns, _) = key.split_once(")=(")?;
    let columns = columns.split(", ");
    Some(columns.map(|column| column.trim_matches('"')).collect())
}

/// Whether the row in the way, which is shown, has that column.
fn shows(failed: &FailedSql, column: &str) -> bool {
    let (first, later) = (format!(": {column} = "), format!(", {column} = "));
    // Of a wide table not all are shown.
    let is_in = |detail: &String| {
        [&*first, &later, ", ..."]
            .iter()
            .any(|it| detail.contains(it))
    };
    failed.detail.as_ref().is_some_and(is_in)
}

/// What to write where a failure on rows is meant: a directive, unless the tool keeps a checksum of the file.
pub(super) fn help(failure: &Failure, layout: Layout) -> Option<String> {
    let Some(StepError::Sql(failed)) = &failure.error else {
        return None;
    };
    let table = failed.table.as_ref()?;
    let verb = failure.kind.directive()?.word();
    let is_editable = failure.movement == Phase::Down || !layout.checks_ups();
    let data = Loss {
        schema: table.schema.clone(),
        table: table.name.clone(),
        column: None,
    };
    (is_editable && layout.takes_declarations())
        .then(|| format!("where that is meant, add '-- pgconform: {verb} {data}' to the file"))
}

/// Directives that match no failure, of files whose movement was seen on rows.
pub(super) fn stale(drafts: &mut Drafts, step: &StepOutcome) {
    if step.reached < Phase::Compared {
        return;
    }
    let files = [
        (Phase::Up, Some(&step.up)),
        (Phase::Down, step.down.as_ref()),
    ];
    for (movement, file) in files {
        let Some(file) = file else { continue };
        let declared = [
            ("refuses", &file.refuses),
            ("needs-empty", &file.needs_empty),
        ];
        for (verb, data) in declared
            .into_iter()
            .flat_map(|(verb, all)| all.iter().map(move |it| (verb, it)))
        {
            let words = format!("{verb} {data}");
            let mut failures = step.failures.iter().filter(|it| it.movement == movement);
            if is_unknown(step, data)
                || failures.any(|it| directive(step, it).as_ref() == Some(&words))
            {
                continue;
            }
            let what = format!("{} declares that it {words}, but it does not", file.name);
            let mut draft = step.draft(Kind::StaleDeclaration, what);
            draft.place = Some(file.at(None));
            draft.object = Some(words.clone());
            draft.about = vec![file.name.clone(), words];
            drafts.add(draft);
        }
    }
}

/// Whether no row could stand in a table.
fn is_unknown(step: &StepOutcome, data: &Loss) -> bool {
    let name = [&*data.schema, &*data.table].join(".");
    let mut unfilled = step.unfilled.iter();
    unfilled.any(|it| it.table.replace('"', "") == name) || step.unproved.contains(data)
}
