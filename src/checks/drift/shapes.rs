//! The history tables of migration tools, told by their columns: what each says to be applied.
//!
//! The facts are from each tool's source. A table that somebody else may have made is read with `COPY`, which plans nothing
//! and runs nothing of theirs.

use std::collections::BTreeMap;

use futures_util::{TryStreamExt, pin_mut};
use sha2::{Digest, Sha256};
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use crate::connection::read_only;
use crate::migrations::{Migration, Migrations, Version};
use crate::sql::identifier;

/// What a history says to be applied, as the tool names it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// These.
    pub these: Vec<String>,
    /// Each of these, and all that come before it.
    pub up_to: Vec<String>,
}

/// A row: the values of a shape's columns.
type Row = Vec<Option<String>>;

/// A history table as some tools make it.
struct Shape {
    /// Its columns that are read, where it matters with their type behind the name.
    has: &'static [&'static str],
    /// Columns that only other tables have.
    lacks: &'static [&'static str],
    read: fn(&[Row]) -> Applied,
}

/// The first one counts that a table has.
const SHAPES: &[Shape] = &[
    // goose: the newest row of a version counts, and none that stands before the one which goose begins its table with.
    Shape {
        has: &["version_id", "is_applied", "id"],
        lacks: &[],
        read: |rows| {
            let mut rows: Vec<&Row> = rows.iter().collect();
            rows.sort_by_key(|row| value(row, 2).parse::<i64>().unwrap_or(0));
            let begun = rows.iter().rposition(|row| value(row, 0) == "0");
            let rows = rows.split_off(begun.unwrap_or(0));
            let last: BTreeMap<&str, bool> = rows
                .into_iter()
                .map(|row| (value(row, 0), value(row, 1) == "t"))
                .collect();
            these(last.into_iter().filter(|(_, is)| *is).map(|(id, _)| id))
        },
    },
    // golang-migrate: one row.
    Shape {
        has: &["version", "dirty"],
        lacks: &[],
        read: |rows| up_to_each(rows.iter().map(|row| value(row, 0))),
    },
    // Flyway: an undo is a row more; a baseline stands for all before it; what is repeatable has no version.
    Shape {
        has: &["installed_rank", "version", "script", "type", "success"],
        lacks: &[],
        read: flyway,
    },
    // Prisma
    Shape {
        has: &["migration_name", "finished_at", "rolled_back_at"],
        lacks: &[],
        read: |rows| {
            let ended = |row: &&Row| row[1].is_some() && row[2].is_none();
            these(rows.iter().filter(ended).map(|row| value(row, 0)))
        },
    },
    // sqlx
    Shape {
        has: &["version", "success"],
        lacks: &[],
        read: |rows| {
            let ended = |row: &&Row| value(row, 1) == "t";
            these(rows.iter().filter(ended).map(|row| value(row, 0)))
        },
    },
    // Drizzle
    Shape {
        has: &["hash", "created_at"],
        lacks: &[],
        read: first_column,
    },
    // Sqitch: a change that was reworked is there once more by the same name.
    Shape {
        has: &["change", "change_id", "project"],
        lacks: &["event", "tag"],
        read: |rows| {
            let mut times: BTreeMap<&str, usize> = BTreeMap::new();
            let mut names = Vec::new();
            for row in rows {
                let reworks = times.entry(value(row, 0)).or_default();
                names.push(match *reworks {
                    0 => value(row, 0).to_owned(),
                    reworks => format!("{}~{reworks}", value(row, 0)),
                });
                *reworks += 1;
            }
            these(names.iter().map(String::as_str))
        },
    },
    // Alembic: one row a head.
    Shape {
        has: &["version_num"],
        lacks: &[],
        read: |rows| up_to_each(rows.iter().map(|row| value(row, 0))),
    },
    // tern: one row.
    Shape {
        has: &["version integer"],
        lacks: &[],
        read: |rows| up_to_each(rows.iter().map(|row| value(row, 0))),
    },
    // dbmate, diesel, postgrator, Rails, Supabase, Atlas
    Shape {
        has: &["version"],
        lacks: &[],
        read: first_column,
    },
    // Django
    Shape {
        has: &["app", "name"],
        lacks: &[],
        read: |rows| {
            let names = rows
                .iter()
                .map(|row| format!("{}.{}", value(row, 0), value(row, 1)));
            let names: Vec<String> = names.collect();
            these(names.iter().map(String::as_str))
        },
    },
    // yoyo
    Shape {
        has: &["migration_id"],
        lacks: &[],
        read: first_column,
    },
    // Knex, TypeORM, Sequelize, node-pg-migrate
    Shape {
        has: &["name"],
        lacks: &[],
        read: first_column,
    },
    // sql-migrate, MyBatis
    Shape {
        has: &["id", "applied_at"],
        lacks: &[],
        read: first_column,
    },
];

fn flyway(rows: &[Row]) -> Applied {
    let mut rows: Vec<&Row> = rows.iter().filter(|row| value(row, 4) == "t").collect();
    rows.sort_by_key(|row| value(row, 0).parse::<i64>().unwrap_or(0));
    let mut applied = Applied::default();
    for row in rows {
        let (version, script, kind) = (value(row, 1), value(row, 2), value(row, 3));
        let name = if version.is_empty() { script } else { version };
        match kind {
            "BASELINE" => applied.up_to.push(name.to_owned()),
            "SCHEMA" => {}
            undo if undo.starts_with("UNDO") || undo == "DELETE" => {
                applied.these.retain(|it| it != name);
            }
            _ => applied.these.push(name.to_owned()),
        }
    }
    applied
}

fn value(row: &Row, at: usize) -> &str {
    row[at].as_deref().unwrap_or_default()
}

fn first_column(rows: &[Row]) -> Applied {
    these(rows.iter().map(|row| value(row, 0)))
}

/// What stands for base in some tables is no migration.
fn is_migration(name: &str) -> bool {
    !name.is_empty() && name != "0"
}

fn these<'a>(names: impl Iterator<Item = &'a str>) -> Applied {
    let names = names.filter(|name| is_migration(name));
    Applied {
        these: names.map(str::to_owned).collect(),
        up_to: Vec::new(),
    }
}

fn up_to_each<'a>(names: impl Iterator<Item = &'a str>) -> Applied {
    let names = names.filter(|name| is_migration(name));
    Applied {
        these: Vec::new(),
        up_to: names.map(str::to_owned).collect(),
    }
}

/// What the history in this database says, or why there is none to believe. `hidden` is how its table may be called.
pub(super) async fn read(
    live: &Client,
    hidden: &Vec<String>,
) -> Result<Result<Applied, String>, tokio_postgres::Error> {
    read_only(live, find(live, hidden), |error| error).await
}

async fn find(
    live: &Client,
    hidden: &Vec<String>,
) -> Result<Result<Applied, String>, tokio_postgres::Error> {
    let parameters: [(&(dyn ToSql + Sync), Type); 1] = [(hidden, Type::TEXT_ARRAY)];
    let found = live
        .query_typed(include_str!("history.sql"), &parameters)
        .await?;
    let mut why = "it has no history of its tool".to_owned();
    for row in &found {
        let (table, columns): (String, Vec<String>) = (row.get("name"), row.get("columns"));
        let has = |column: &&&str| columns.iter().any(|it| it == **column);
        let is_meant = |shape: &&Shape| {
            shape.has.iter().all(|column| has(&column)) && !shape.lacks.iter().any(|it| has(&it))
        };
        let Some(shape) = SHAPES.iter().find(is_meant) else {
            continue;
        };
        if !row.get::<_, bool>("readable") {
            why = format!("this role may not read the history in {table}");
            continue;
        }
        return Ok(Ok((shape.read)(&rows(live, &table, shape).await?)));
    }
    Ok(Err(why))
}

async fn rows(
    live: &Client,
    table: &str,
    shape: &Shape,
) -> Result<Vec<Row>, tokio_postgres::Error> {
    let columns = shape
        .has
        .iter()
        .filter_map(|column| column.split(' ').next());
    let columns: Vec<String> = columns.map(identifier).collect();
    let copy = format!("COPY {table} ({}) TO STDOUT", columns.join(", "));
    let parts = live.copy_out(&copy).await?;
    pin_mut!(parts);
    let mut bytes = Vec::new();
    while let Some(part) = parts.try_next().await? {
        bytes.extend_from_slice(&part);
    }
    let text = String::from_utf8_lossy(&bytes);
    let values = |line: &str| line.split('\t').map(unescaped).collect();
    Ok(text.lines().map(values).collect())
}

/// A value in COPY's text format.
fn unescaped(text: &str) -> Option<String> {
    if text == "\\N" {
        return None;
    }
    let mut value = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        value.extend(if c == '\\' { rest.next() } else { Some(c) });
    }
    Some(value)
}

/// The migration that a history calls so: by its version, its name, its file or folder, or the hash of its up.
pub(super) fn named(migrations: &Migrations, name: &str) -> Option<Version> {
    let found = migrations.all().iter().find(|it| is_called(it, name));
    found.map(|migration| migration.version)
}

/// That migration, and those before it; where it is gone, those with a lower number.
pub(super) fn up_to(migrations: &Migrations, name: &str) -> Vec<Version> {
    let number = |id: &str| id.parse::<i128>().ok();
    let all = migrations.all().iter();
    match (named(migrations, name), number(name)) {
        (Some(last), _) => all.map(|it| it.version).filter(|it| *it <= last).collect(),
        (None, Some(last)) => {
            let is_before = |it: &&Migration| number(&it.id).is_some_and(|id| id <= last);
            all.filter(is_before).map(|it| it.version).collect()
        }
        (None, None) => Vec::new(),
    }
}

fn is_called(migration: &Migration, name: &str) -> bool {
    let number = |id: &str| id.parse::<i128>().ok();
    let file = &migration.up.file;
    let parts = [
        file.file_name(),
        file.file_stem(),
        file.parent().and_then(|it| it.file_name()),
    ];
    let mut parts = parts.into_iter().flatten();
    let hash = || {
        let hash = Sha256::digest(&migration.up.sql);
        hash.iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    migration.id == name
        || number(name).is_some() && number(&migration.id) == number(name)
        || migration.name == name
        || parts.any(|part| part == name)
        || name.len() == 64 && hash() == name
}
