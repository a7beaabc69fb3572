//! Findings about lost data.

use crate::checks::round_trip::outcome::place::ScriptFile;
use crate::checks::round_trip::outcome::{LostData, StepOutcome};
use crate::escape;
use crate::findings::{Drafts, Evidence, Kind, words};
use crate::migrations::{Layout, Loss};
use crate::sql::{is_named, statements};

pub(super) fn collect(drafts: &mut Drafts, step: &StepOutcome, layout: Layout) {
    for lost in &step.lost {
        let taker = taker(lost, step);
        let mut draft = step.draft(lost.kind, what(lost, taker.as_ref()));
        draft.place = match &taker {
            Some(taker) => Some(taker.file.at(Some(taker.line))),
            None => step.down.as_ref().map(|file| file.at(None)),
        };
        draft.object = Some(lost.data.clone());
        draft.about = vec![lost.data.clone()];
        draft.former = vec![("undeclared_loss", vec![former(&lost.data)])];
        if let Some(seen) = seen(lost, taker.as_ref(), step) {
            draft.evidence = Evidence::Words(seen);
        }
        draft.help = Some(help(lost, taker.as_ref(), step, layout));
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
    line: usize,
    statement: &'a str,
}

impl Taker<'_> {
    /// `V2__b.sql:3: DELETE FROM a`.
    fn shown(&self) -> String {
        let file = escape::line(&self.file.name);
        let statement = escape::line(words::line(self.statement));
        format!("{file}:{}: {statement}", self.line)
    }

    /// Whether it is written to take rows or a column away, and not to change them.
    fn is_removal(&self) -> bool {
        let all = statements(self.statement);
        let mut words = all.iter().flat_map(|it| &it.words);
        words.any(|it| matches!(it.as_str(), "DROP" | "DELETE" | "TRUNCATE"))
    }

    /// Whether it gives their column another type.
    fn converts(&self, lost: &LostData) -> bool {
        let column = lost.reported.column.as_ref();
        let mut retyped = self.file.retyped_columns(self.line).into_iter();
        column.is_some_and(|column| retyped.any(|(name, _)| is_named(name, column)))
    }

    /// Whether it takes only what its WHERE chooses, what another type cannot hold, or what the down did not write elsewhere
    /// before.
    fn is_of_some(&self, lost: &LostData) -> bool {
        let all = statements(self.statement);
        let Some(words) = all.first().map(|it| &it.words) else {
            return false;
        };
        let has = |word: &str| words.iter().any(|it| it == word);
        match words.first().map(String::as_str) {
            Some("DELETE" | "UPDATE") => has("WHERE"),
            Some("ALTER") if self.converts(lost) => true,
            Some("ALTER" | "DROP") => self.is_down && self.file.carries(&lost.reported),
            _ => false,
        }
    }
}

/// Data that stood before may be gone with the up; what came since is gone with the down.
fn taker<'a>(lost: &LostData, step: &'a StepOutcome) -> Option<Taker<'a>> {
    taker_of(&lost.reported, lost.kind, step)
}

fn taker_of<'a>(loss: &Loss, kind: Kind, step: &'a StepOutcome) -> Option<Taker<'a>> {
    let in_file = |file: Option<&'a ScriptFile>, is_down| {
        let file = file?;
        let (line, statement) = file.taker(loss)?;
        Some(Taker {
            file,
            is_down,
            line,
            statement,
        })
    };
    let down = || in_file(step.down.as_ref(), true);
    let stood = kind == Kind::LostBefore;
    let by_up = stood.then(|| in_file(Some(&step.up), false)).flatten();
    by_up.or_else(down)
}

/// How an earlier release wrote a name: without quotation marks.
fn former(data: &str) -> String {
    data.trim_end_matches(".*").replace('"', "")
}

/// Whether all that is lost of what stood is which values were NULL.
fn are_nulls(lost: &LostData) -> bool {
    let seen = lost.seen.as_ref();
    lost.kind == Kind::LostBefore && !lost.is_made_again && seen.is_some_and(|it| it.are_nulls)
}

fn what(lost: &LostData, taker: Option<&Taker<'_>>) -> String {
    let data = data(lost);
    let is_part = lost.seen.as_ref().is_some_and(|it| it.lost < it.of);
    let is_chosen = taker.is_some_and(|it| it.is_of_some(lost));
    let some = if is_part || is_chosen { "some " } else { "" };
    if are_nulls(lost) {
        let column = words::line(&lost.data);
        format!("values of {column} that were NULL before the up are not NULL after the down")
    } else if lost.is_made_again {
        format!("{data} are others once a query of the down has made them again")
    } else if lost.kind == Kind::LostBefore {
        format!("{data} that stood before the up are lost")
    } else if lost.kind == Kind::LostSince {
        format!("{data} written since the up are lost, though the older schema has room for them")
    } else {
        format!("{some}{data} written since the up do not survive the down")
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

/// How many, one of them, and what took it; of what goes with what the up made, only what takes that.
fn seen(lost: &LostData, taker: Option<&Taker<'_>>, step: &StepOutcome) -> Option<String> {
    let by = taker.map(Taker::shown);
    let is_part = lost.seen.as_ref().is_some_and(|it| it.lost < it.of);
    if lost.kind == Kind::Forgets && !is_part && !lost.is_made_again {
        return by.map(|by| format!("{}\n  follows from {by}", what(lost, taker)));
    }
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
    let owner = seen.gone_with.as_ref();
    let earlier = owner.and_then(|owner| Some((owner, taker_of(owner, lost.kind, step)?)));
    match (earlier, by) {
        (Some((owner, earlier)), Some(by)) => {
            let (owner, table) = (&owner.table, &lost.reported.table);
            text += &format!(
                "\n  gone with rows of {owner}, which are taken by {}\n  other rows of {table} may be taken by {by}",
                earlier.shown()
            );
        }
        (None, Some(by)) => text += &format!("\n  taken by {by}"),
        (_, None) => {}
    }
    Some(text)
}

/// What to do about data that is lost.
fn help(lost: &LostData, taker: Option<&Taker<'_>>, step: &StepOutcome, layout: Layout) -> String {
    let inserts = || !step.up.inserts_into(&lost.reported.table).is_empty();
    let is_by_up = taker.is_some_and(|it| !it.is_down);
    let keep = match taker {
        Some(Taker { is_down: false, .. }) => {
            "let the up keep a copy, so that the down can bring it back"
        }
        _ if lost.kind == Kind::Forgets => "let the down keep a copy",
        Some(taker) if taker.statement.to_uppercase().starts_with("DELETE") && inserts() => {
            "let the down delete only what the up inserted"
        }
        _ => "let the down leave it",
    };
    let keep = if are_nulls(lost) {
        "let the up keep a list of the rows that had NULL"
    } else {
        keep
    };
    let data = &lost.data;
    let is_dated = *data != lost.reported.to_string();
    let help = if layout.takes_declarations() && !is_dated {
        let declare = format!("add '-- pgconform: loses {data}' to the down");
        if lost.kind == Kind::Forgets {
            declare
        } else if are_nulls(lost) {
            format!("where nobody needs to know which were NULL, {declare}; else {keep}")
        } else if taker.is_some_and(|it| !it.is_down && it.is_removal()) {
            // Whoever writes that means it, as a rule.
            format!("where the loss is meant, {declare}; else {keep}")
        } else {
            format!("{keep}; where the loss is meant, {declare}")
        }
    } else {
        // No file can say it: a command has none, and a name that moves with the day is another one tomorrow.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            "{keep}, or acknowledge it in pgconform.toml with migration = {}, kind = {} and object = {}",
            quoted(&step.version),
            quoted(lost.kind.word()),
            quoted(data)
        )
    };
    if is_by_up && layout.checks_ups() {
        format!("{help}\nif the up is already applied, do not edit it: its tool checks it")
    } else {
        help
    }
}
