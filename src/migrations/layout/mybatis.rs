//! MyBatis Migrations: `20080827200210_x.sql`, whose down begins with `-- //@UNDO`. A file is one transaction.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name};
use super::history::{HistoryRules, nearby};
use super::sections::{lines, only};
use crate::migrations::execution::{Execution, Message, Messages};
use crate::migrations::folder::Folder;
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "mybatis",
    form: "20080827200210_x.sql with '-- //@UNDO' in it",
    reads: "environments/development.properties",
    history: HISTORY,
    no_down: |_| "write the down below a line '-- //@UNDO'".to_owned(),
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["changelog"],
    table: "changelog",
    owns: |table| table.name.clone(),
    // The name is written without quotation marks.
    configured: |folder| {
        Properties::of(folder)
            .get("changelog")
            .map(str::to_lowercase)
    },
    // The first migration makes it.
    create: |_, _| Ok(String::new()),
    up: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        let description = literal(&movement.migration.name.replace('_', " "));
        HistoryRow::after(format!(
            "INSERT INTO {table} (id, applied_at, description) \
             VALUES ({id}, to_char(now(), 'YYYY-MM-DD HH24:MI:SS'), {description})"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        HistoryRow::deleted_if_there(table, &format!("id = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

/// Whether a line begins the down.
fn is_marker(line: &str) -> bool {
    let line = line.trim_start();
    let comment = line.strip_prefix("--").or_else(|| line.strip_prefix("//"));
    let inside = comment.and_then(|comment| comment.trim_start().strip_prefix("//"));
    inside.is_some_and(|inside| inside.trim_start().starts_with("@UNDO"))
}

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(folder.has_sql(|text| lines(text).any(|(_, line)| is_marker(line))))
}

fn parse(file: &str) -> Option<(u64, &str)> {
    number_and_name(file.strip_suffix(".sql")?)
}

/// Files that are not migrations, as `bootstrap.sql` is run by hand.
const OTHERS: [&str; 2] = ["bootstrap.sql", "onabort.sql"];

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let properties = Properties::of(folder);
    let mut pairs = Pairs::default();
    let files = folder
        .sql()
        .filter(|file| !OTHERS.iter().any(|it| file.ends_with(it)));
    for (file, (version, title)) in LAYOUT.parse_names(folder, files, parse)? {
        let text = folder.text(file)?;
        let undo = lines(&text)
            .find(|(_, line)| is_marker(line))
            .map(|(place, _)| place.start);
        let path = folder.path(file);
        let script = |place: Range<usize>| {
            let sql = properties.fill(&only(&text, &[place]));
            let execution = properties.execution(&path, &sql)?;
            Script::theirs(&path, sql, execution)
        };
        pairs.add_up(version, title, script(0..undo.unwrap_or(text.len()))?)?;
        if let Some(undo) = undo {
            pairs.add_down(version, script(undo..text.len())?)?;
        }
    }
    pairs.in_order()
}

/// What `environments/development.properties` says, and what its template says where it is not there.
struct Properties(BTreeMap<String, String>);

impl Properties {
    fn of(folder: &Folder) -> Self {
        let text = nearby(folder, "environments/development.properties").unwrap_or_default();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(['#', '!']));
        let pairs = lines.filter_map(|line| line.split_once('='));
        let own = pairs.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
        let defaults = [
            ("changelog", "changelog"),
            ("send_full_script", "true"),
            ("delimiter", ";"),
        ];
        let defaults = defaults.map(|(key, value)| (key.to_owned(), value.to_owned()));
        Self(defaults.into_iter().chain(own).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    fn is_set(&self, key: &str) -> bool {
        self.get(key) == Some("true")
    }

    /// The script with `${name}` filled in where the name is a property; else it stays.
    fn fill(&self, sql: &str) -> String {
        let mut filled = sql.to_owned();
        for (key, value) in &self.0 {
            filled = filled.replace(&format!("${{{key}}}"), value);
        }
        filled
    }

    fn execution(&self, file: &Path, sql: &str) -> Result<Execution, Error> {
        let messages = if self.is_set("send_full_script") {
            // The driver takes a script apart.
            Messages::Statements
        } else {
            Messages::List(self.by_line(file, sql)?)
        };
        Ok(Execution {
            transaction: !self.is_set("auto_commit"),
            messages,
        })
    }

    /// A line with the delimiter ends a statement, even inside the body of a function.
    fn by_line(&self, file: &Path, sql: &str) -> Result<Vec<Message>, Error> {
        let is_whole_line = self.is_set("full_line_delimiter");
        let mut delimiter = self.get("delimiter").unwrap_or(";");
        let mut start = None;
        let mut messages = Vec::new();
        for (place, line) in lines(sql) {
            let trimmed = line.trim();
            if trimmed.starts_with("--") || trimmed.starts_with("//") {
                let changed = trimmed.split_once("@DELIMITER");
                let word = changed.and_then(|(_, rest)| rest.split_whitespace().next());
                delimiter = word.unwrap_or(delimiter);
                continue;
            }
            let end = line
                .rfind(delimiter)
                .filter(|_| !is_whole_line || trimmed == delimiter);
            if let Some(end) = end {
                let start = start.take().unwrap_or(place.start);
                messages.push(Message::without_data(start..place.start + end));
            } else if !trimmed.is_empty() {
                start.get_or_insert(place.start);
            }
        }
        if start.is_some() {
            let why = format!(
                "the last statement does not end with '{delimiter}', which MyBatis refuses"
            );
            return Err(Error::in_file(file, None, why));
        }
        Ok(messages)
    }
}
