//! Data that is gone.

use super::super::outcome::{LostData, StepOutcome};
use super::super::place::ScriptFile;
use crate::escape;
use crate::findings::{Drafts, Evidence, Kind, words};
use crate::migrations::Layout;
use crate::sql::Location;

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome, layout: Layout) {
    for lost in &step.lost {
        let mut draft = step.draft(lost.kind, what(lost));
        let taker = taker(lost, step);
        let line = taker.as_ref().filter(|it| it.is_down).map(|it| it.at.line);
        draft.place = step.down.as_ref().map(|file| file.at(line));
        draft.object = Some(lost.data.clone());
        draft.about = vec![lost.data.clone()];
        draft.former = vec![("undeclared_loss", vec![former(&lost.data)])];
        if let Some(seen) = seen(lost, taker.as_ref()) {
            draft.evidence = Evidence::Words(seen);
        }
        draft.help = Some(help(lost, taker.as_ref(), &step.version, layout));
        draft.acknowledged_by = if lost.declared {
            Some(format!("loses {}", lost.data))
        } else {
            step.given_up()
        };
        drafts.add(draft);
    }
}

/// The statement that takes data away.
struct Taker<'a> {
    file: &'a ScriptFile,
    is_down: bool,
    at: Location,
}

/// Data that stood before may be gone with the up; what came since is gone with the down.
fn taker<'a>(lost: &LostData, step: &'a StepOutcome) -> Option<Taker<'a>> {
    let in_file = |file: Option<&'a ScriptFile>, is_down| {
        let file = file?;
        let at = file.taker(&lost.reported)?;
        Some(Taker { file, is_down, at })
    };
    let down = || in_file(step.down.as_ref(), true);
    let stood = lost.kind == Kind::LostBefore;
    let by_up = stood.then(|| in_file(Some(&step.up), false)).flatten();
    by_up.or_else(down)
}

/// How an earlier release wrote a name: without quotation marks.
fn former(data: &str) -> String {
    data.trim_end_matches(".*").replace('"', "")
}

fn what(lost: &LostData) -> String {
    let data = data(lost);
    if lost.kind == Kind::LostBefore {
        format!("{data} that stood before the up are lost")
    } else if lost.kind == Kind::LostSince {
        format!("{data} written since the up are lost, though the older schema has room for them")
    } else {
        format!("{data} written since the up do not survive the down")
    }
}

/// `rows of users`, `values of users.name`.
fn data(lost: &LostData) -> String {
    let parts = match lost.reported.column {
        Some(_) => "values",
        None => "rows",
    };
    // Where it stands with `.*`, the declaration needs that.
    format!(
        "{parts} of {}",
        words::line(lost.data.trim_end_matches(".*"))
    )
}

/// How many, one of them, and what took it.
fn seen(lost: &LostData, taker: Option<&Taker<'_>>) -> Option<String> {
    let seen = lost.seen.as_ref()?;
    let when = if lost.kind == Kind::LostBefore {
        "that stood before the up"
    } else {
        "written since the up"
    };
    let mut text = format!(
        "{} of {} {} {when} are lost",
        seen.lost,
        seen.of,
        data(lost)
    );
    text += &format!("\n  {}", escape::line(&seen.example));
    if let Some(Taker { file, at, .. }) = taker {
        let statement = at.text.chars().skip(at.column - 1).collect::<String>();
        text += &format!(
            "\n  taken by {}:{}: {}",
            escape::line(&file.name),
            at.line,
            escape::line(statement.trim())
        );
    }
    Some(text)
}

/// What to do about data that is lost.
fn help(lost: &LostData, taker: Option<&Taker<'_>>, version: &str, layout: Layout) -> String {
    let keep = match taker {
        Some(Taker { is_down: false, .. }) => {
            "let the up rename or copy it, so that the down can bring it back"
        }
        _ => "keep it",
    };
    let data = &lost.data;
    let is_dated = *data != lost.reported.to_string();
    if layout.takes_declarations() && !is_dated {
        format!("add '-- pgconform: loses {data}' to the down, or {keep}")
    } else {
        // No file can say it: a command has none, and a name that moves with the day is another one tomorrow.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            "{keep}, or acknowledge it in pgconform.toml with migration = {}, kind = {} and object = {}",
            quoted(version),
            quoted(lost.kind.word()),
            quoted(data)
        )
    }
}
