//! node-pg-migrate's files of SQL: `1600000000000_x.sql`, with lines `-- Up Migration` and `-- Down Migration` in it. Each
//! direction is one message, in a transaction.

use std::ops::Range;

use time::PrimitiveDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order, number_of, told_apart};
use super::golang_migrate::half;
use super::history::{HistoryRules, Movement};
use super::programs;
use super::sections::{lines, only};
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "node-pg-migrate",
    form: "1600000000000_x.sql with '-- Up Migration' and '-- Down Migration' in it",
    reads: "",
    history: HISTORY,
    no_down: |_| "write its '-- Down Migration'".to_owned(),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["pgmigrations"],
    table: "pgmigrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let (schema, table) = (table.create_schema(), table.or_in("public"));
        Ok(format!(
            "{schema}CREATE TABLE {table} (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)"
        ))
    },
    up: |movement| {
        let (table, name) = (movement.table.or_in("public"), stem(movement));
        HistoryRow::after(format!(
            "INSERT INTO {table} (name, run_on) VALUES ({name}, now())"
        ))
    },
    down: |movement| {
        let (table, name) = (movement.table.or_in("public"), stem(movement));
        HistoryRow::after(format!("DELETE FROM {table} WHERE name = {name}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::OneForAll,
};

fn stem(movement: &Movement<'_>) -> String {
    literal(movement.migration.up.name.trim_end_matches(".sql"))
}

/// Whether a line is the marker of a direction: a comment that begins with its words.
fn is_marker(line: &str, direction: &str) -> bool {
    let Some(comment) = line.trim_start().strip_prefix("--") else {
        return false;
    };
    let comment = comment.trim_start_matches(|c: char| c == '-' || c.is_whitespace());
    let comment = comment.to_lowercase();
    let words = comment.strip_prefix(direction);
    words.is_some_and(|rest| {
        rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with("migration")
    })
}

fn detect(folder: &Folder) -> Detection {
    let is_marked =
        |text: &str| lines(text).any(|(_, line)| is_marker(line, "up") || is_marker(line, "down"));
    let mut files = folder.sql().filter(|file| half(name(file)).is_none());
    let is_its = files.any(|file| {
        number_of(name(file)).is_some() && folder.raw(file).is_ok_and(|text| is_marked(&text))
    });
    Detection::certain_if(is_its)
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    if let Some((file, advice)) = programs::beside(folder, LAYOUT.name) {
        let why = format!(
            "it is a migration too, which cannot be read as SQL\nhelp: prove the project by its commands, {advice}"
        );
        return Err(Error::in_file(&folder.path(file), None, why));
    }
    let mut numbered = LAYOUT.parse_names(folder, folder.sql(), number_of)?;
    numbered.sort_by(|(a, first), (b, second)| {
        let by_number = moment(*first).cmp(&moment(*second));
        by_number.then_with(|| name(a).cmp(name(b)))
    });
    let draft = |(file, _)| {
        let text = folder.text(file)?;
        let (up, down) = sections(&text);
        let script = |place| {
            let sql = only(&text, &[place]);
            Script::theirs(&folder.path(file), sql, Execution::IN_TRANSACTION)
        };
        let stem = name(file).trim_end_matches(".sql");
        let (id, title) = stem.split_once('_').unwrap_or((stem, ""));
        Ok(Draft {
            id: id.to_owned(),
            name: title.to_owned(),
            up: script(up)?,
            verify: None,
            down: down.map(script).transpose()?,
        })
    };
    let drafts = numbered.into_iter().map(draft);
    let drafts = drafts.collect::<Result<Vec<Draft>, Error>>()?;
    Ok(in_order(told_apart(drafts)))
}

/// A number of 17 digits is a date with milliseconds, which counts as those since 1970, as the other numbers do.
fn moment(number: u64) -> u64 {
    const DATE: &[BorrowedFormatItem<'_>] =
        format_description!("[year][month][day][hour][minute][second][subsecond digits:3]");
    let date = PrimitiveDateTime::parse(&number.to_string(), DATE);
    let milliseconds = date.map(|date| date.assume_utc().unix_timestamp_nanos() / 1_000_000);
    let milliseconds = milliseconds.ok().and_then(|it| u64::try_from(it).ok());
    milliseconds.unwrap_or(number)
}

/// Where both sections stand; either may come first. A file without markers is an up.
fn sections(text: &str) -> (Range<usize>, Option<Range<usize>>) {
    let start = |direction| {
        let mut markers = lines(text).filter(|(_, line)| is_marker(line, direction));
        markers.next().map(|(place, _)| place.start)
    };
    match (start("up"), start("down")) {
        (Some(up), Some(down)) if up < down => (up..down, Some(down..text.len())),
        (Some(up), Some(down)) => (up..text.len(), Some(down..up)),
        (Some(up), None) => (up..text.len(), None),
        // The whole is the up then, and the down within it too.
        (None, Some(down)) => (0..text.len(), Some(down..text.len())),
        (None, None) => (0..text.len(), None),
    }
}
