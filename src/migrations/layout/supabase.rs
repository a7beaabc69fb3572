//! Supabase: `20240101000000_x.sql` in `supabase/migrations`, which go up only. A file is one transaction, its statements
//! sent one by one.

use super::definition::{Detection, Layout};
use super::drafts::{Draft, in_order};
use super::history::HistoryRules;
use crate::migrations::execution::{Execution, Messages};
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "supabase",
    form: "20240101000000_x.sql in supabase/migrations",
    reads: "",
    history: HISTORY,
    no_down: |_| {
        "Supabase has no downs: record it in a baseline, or leave no_down out of --fail-on"
            .to_owned()
    },
    checks_ups: false,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["supabase_migrations.*"],
    table: "supabase_migrations.schema_migrations",
    owns: |table| table.name.clone(),
    configured: |_| None,
    create: |_, table| {
        let schema = table.create_schema();
        Ok(format!(
            "{schema}CREATE TABLE IF NOT EXISTS {table} \
             (version text NOT NULL PRIMARY KEY, statements text[], name text)"
        ))
    },
    up: |movement| {
        let (table, id, name) = (movement.table, movement.id(), movement.name());
        let statements = movement.migration.up.statements();
        let statements: Vec<String> = statements.iter().map(|it| literal(it.text)).collect();
        let statements = statements.join(", ");
        HistoryRow::after(format!(
            "INSERT INTO {table} (version, name, statements) VALUES ({id}, {name}, ARRAY[{statements}]::text[])"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, movement.id());
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

/// The files look like sqlx's, so their place must tell: the folder `supabase`, which the tool makes.
fn detect(folder: &Folder) -> Detection {
    let root = folder.root.canonicalize();
    let is_there = root.is_ok_and(|root| root.parent().is_some_and(|it| it.ends_with("supabase")));
    let has_one = || folder.sql().any(|file| parse(name(file)).is_some());
    Detection::certain_if(is_there && has_one())
}

fn parse(file: &str) -> Option<(&str, &str)> {
    let (version, name) = file.strip_suffix(".sql")?.split_once('_')?;
    let is_number = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((version, name))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let files = LAYOUT.parse_names(folder, folder.sql(), parse)?;
    let draft = |(file, (id, title)): (_, (&str, &str))| {
        let script = Script::theirs(&folder.path(file), folder.text(file)?, TRANSACTION)?;
        let transaction = !is_run_alone(&script);
        Ok(Draft {
            id: id.to_owned(),
            name: title.to_owned(),
            up: Script {
                execution: Execution {
                    transaction,
                    ..TRANSACTION
                },
                ..script
            },
            verify: None,
            down: None,
        })
    };
    let drafts = files.into_iter().map(draft);
    drafts.collect::<Result<Vec<Draft>, Error>>().map(in_order)
}

const TRANSACTION: Execution = Execution {
    transaction: true,
    messages: Messages::Statements,
};

/// The transaction is one that PostgreSQL makes of statements sent without waiting: there, the first statement may be one
/// that needs to be alone, and no other.
fn is_run_alone(script: &Script) -> bool {
    let statements = script.statements();
    let needs_it = |words: &[String]| words.iter().any(|word| word == "CONCURRENTLY");
    let mut needing = statements
        .iter()
        .map(|statement| needs_it(&statement.words));
    needing.next() == Some(true) && !needing.any(|needs_it| needs_it)
}
