//! The history tables of migration tools, recognized by their columns: what each says to be applied.
//!
//! The facts are from each tool's source.

use std::collections::BTreeMap;

/// What a history says to be applied, as the tool names it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// These.
    pub these: Vec<String>,
    /// Each of these, and all that come before it.
    pub up_to: Vec<String>,
}

/// A row: the values of a shape's columns.
pub(super) type Row = Vec<Option<String>>;

/// A history table as some tools make it.
pub(super) struct Shape {
    /// Its columns that are read, where it matters with their type behind the name.
    pub has: &'static [&'static str],
    /// Columns that only other tables have.
    lacks: &'static [&'static str],
    pub read: fn(&[Row]) -> Applied,
}

impl Shape {
    /// The shape of a table with these columns, each by its name and once more with its type.
    pub fn of(columns: &[String]) -> Option<&'static Self> {
        let has = |column: &&str| columns.iter().any(|it| it == column);
        let is_meant = |shape: &&Self| shape.has.iter().all(has) && !shape.lacks.iter().any(has);
        SHAPES.iter().find(is_meant)
    }
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
    // tern: one row. yoyo has a table with the same column, of the releases that changed its tables.
    Shape {
        has: &["version integer"],
        lacks: &["installed_at_utc"],
        read: |rows| up_to_each(rows.iter().map(|row| value(row, 0))),
    },
    // dbmate, diesel, postgrator, Rails, Supabase, Atlas
    Shape {
        has: &["version"],
        lacks: &["installed_at_utc"],
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

/// What stands for base in some tables is not a migration.
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
