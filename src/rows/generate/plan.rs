//! The tables and columns to fill, read from the catalog.

use std::collections::HashMap;

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, Row};

use super::checks::{Rule, Side, parse};
use super::family::Variety;
use super::selection::{TableSelection, Touching};
use crate::catalog::{Change, Difference};
use crate::rows::queries::Queries;
use crate::sql::{self, QualifiedName};

/// A table and its columns.
#[derive(Debug, Clone)]
pub(super) struct TablePlan {
    /// Its OID.
    relation: u32,
    /// Its name in a catalog.
    pub identity: String,
    pub name: QualifiedName,
    pub columns: Vec<Column>,
    pub foreign_keys: Vec<ForeignKey>,
    /// The columns of each unique index, and each exclusion constraint.
    unique: Vec<Vec<String>>,
    /// Which rows it gets.
    pub variety: Variety,
    /// Whether it is partitioned, and has no partition to put a row into.
    pub lacks_partitions: bool,
    /// Whether what its columns may hold is not what it was: a constraint is another, or an enum has other labels.
    pub takes_others: bool,
}

/// A column, with all that hints at values it would take.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of the catalog, and none excludes another"
)]
pub(super) struct Column {
    /// The bare name of its table.
    pub table: String,
    pub name: String,
    /// As a cast writes it.
    pub ty: String,
    /// The type below a domain, by its bare name, or `array`, `enum`, and `r`, `m`, `c` for
    /// ranges, multiranges and composites.
    pub base: String,
    /// The type's name in a catalog; an array's is its element's.
    pub type_identity: String,
    /// An array's element type.
    pub element: String,
    /// PostgreSQL's type modifier, which holds a length; -1 for none.
    pub typmod: i32,
    /// A composite's types, by their bare names.
    pub fields: Vec<String>,
    /// Whether the type is PostgreSQL's own, and takes every text that we make for it.
    pub is_known: bool,
    pub is_nullable: bool,
    /// Its default, as an expression.
    pub default: Option<String>,
    /// Whether no two rows may have values in it that meet.
    pub is_distinct: bool,
    /// Whether it is best left to its default: generated, identity, serial.
    pub fills_itself: bool,
    pub labels: Vec<String>,
    /// What its CHECKs and those of its domain say, and the bounds of partitions.
    pub checks: Vec<String>,
    /// The same, as far as they can be read.
    pub rules: Vec<Rule>,
    /// Whether its value decides which partition a row is in.
    pub is_bound: bool,
    /// Whether it is to hold less or more than another column of its row.
    pub side: Option<Side>,
}

impl TablePlan {
    fn is_selected(&self, selection: TableSelection<'_>, touching: &Touching<'_>) -> bool {
        let types = self.columns.iter().map(|column| &column.type_identity);
        let mut names = types.chain([&self.identity]);
        selection.touched_by.is_none()
            || selection.emptied.contains(&self.identity)
            || names.any(|name| !touching.parts_of(name).is_empty())
    }
}

impl TablePlan {
    /// The first foreign key that a column is of.
    pub fn key_of(&self, column: &Column) -> Option<&ForeignKey> {
        let mut keys = self.foreign_keys.iter();
        keys.find(|key| key.columns.contains(&column.name))
    }

    /// Whether each of its rows has to point to a row, by that key.
    pub fn has_to_point(&self, key: &ForeignKey) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|column| !column.is_nullable && key.columns.contains(&column.name))
    }

    /// Whether a unique index is on this column and no other.
    pub fn is_alone_unique(&self, column: &Column) -> bool {
        self.unique.iter().any(|it| *it == [column.name.as_str()])
    }

    /// Whether nothing is said of a column's values.
    fn is_free(&self, name: &str) -> bool {
        let column = self.columns.iter().find(|it| it.name == name);
        column.is_some_and(|it| it.checks.is_empty())
    }

    /// Takes note of a unique index: in one of its columns values must differ.
    fn is_unique_by(&mut self, columns: Vec<String>, is_exclusion: bool) {
        let tells_apart = |name: &&String| {
            let column = self.columns.iter().find(|it| it.name == **name);
            column.is_some_and(|it| {
                it.base != "bool" && it.base != "enum" && self.key_of(it).is_none()
            })
        };
        let distinct: Vec<String> = if is_exclusion {
            columns.clone()
        } else {
            let may = || columns.iter().rev().filter(tells_apart);
            let free = may().find(|name| self.is_free(name));
            free.or_else(|| may().next()).into_iter().cloned().collect()
        };
        for column in &mut self.columns {
            column.is_distinct |= distinct.contains(&column.name);
        }
        self.unique.push(columns);
    }
}

/// Columns that must point to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub columns: Vec<String>,
    pub target: QualifiedName,
    pub target_columns: Vec<String>,
    /// Whether it can be checked as late as at the end of a transaction.
    pub is_deferrable: bool,
}

/// The plans of the selected tables, in the order of their names.
pub(super) async fn read(
    client: &Client,
    queries: &Queries,
    selection: TableSelection<'_>,
) -> Result<Vec<TablePlan>, Error> {
    let columns = client
        .query(&queries.columns, &[&selection.names()])
        .await?;
    let mut plans: Vec<TablePlan> = Vec::new();
    for row in &columns {
        let relation = row.get("relation");
        match plans.last_mut() {
            Some(plan) if plan.relation == relation => plan.columns.push(column(row)),
            _ => plans.push(TablePlan {
                relation,
                identity: row.get("identity"),
                name: QualifiedName {
                    schema: row.get("schema"),
                    name: row.get("table"),
                },
                columns: vec![column(row)],
                foreign_keys: Vec::new(),
                unique: Vec::new(),
                variety: Variety::Full,
                lacks_partitions: row.get("lacks_partitions"),
                takes_others: false,
            }),
        }
    }
    let touching = Touching::of(selection.touched_by.unwrap_or_default());
    plans.retain(|plan| {
        plan.is_selected(selection, &touching)
            && !selection.is_closed(&plan.name)
            && !is_detached(plan, &touching)
    });
    let relations: Vec<u32> = plans.iter().map(|plan| plan.relation).collect();
    let asked: [&(dyn ToSql + Sync); 1] = [&relations];
    let (foreign_keys, unique) = futures_util::try_join!(
        client.query(&queries.foreign_keys, &asked),
        client.query(&queries.unique, &asked),
    )?;
    let places = plans.iter().enumerate();
    let places: HashMap<u32, usize> = places.map(|(at, plan)| (plan.relation, at)).collect();
    let place = |row: &Row| places.get(&row.get("relation")).copied();
    for row in foreign_keys {
        if let Some(plan) = place(&row).and_then(|at| plans.get_mut(at)) {
            plan.foreign_keys.push(ForeignKey {
                columns: row.get("columns"),
                target: QualifiedName {
                    schema: row.get("target_schema"),
                    name: row.get("target_table"),
                },
                target_columns: row.get("target_columns"),
                is_deferrable: row.get("is_deferrable"),
            });
        }
    }
    for row in unique {
        if let Some(plan) = place(&row).and_then(|at| plans.get_mut(at)) {
            plan.is_unique_by(row.get("columns"), row.get("is_exclusion"));
        }
    }
    if selection.touched_by.is_some() {
        for plan in &mut plans {
            plan.takes_others = takes_others(plan, &touching);
            let is_emptied = selection.emptied.contains(&plan.identity);
            if !is_emptied && !is_widened(plan, &touching) {
                plan.variety = Variety::Some;
            }
        }
    }
    Ok(plans)
}

fn column(row: &Row) -> Column {
    let mut checks: Vec<String> = row.get("checks");
    let mut rules: Vec<Rule> = checks.iter().filter_map(|it| parse(it)).collect();
    // A row needs one partition.
    let bounds: Vec<String> = row.get("bounds");
    let is_bound = !bounds.is_empty();
    if !bounds.is_empty() {
        let bounds = bounds.iter().filter_map(|it| parse(it)).collect();
        rules.push(Rule::Any(bounds));
    }
    checks.extend(bounds);
    let name: String = row.get("column");
    Column {
        side: rules.iter().find_map(|rule| rule.side_of(&name)),
        table: row.get("table"),
        name,
        ty: row.get("type"),
        base: row.get("base"),
        type_identity: row.get("type_identity"),
        element: row.get("element"),
        typmod: row.get("typmod"),
        fields: row.get("fields"),
        is_known: row.get("is_known"),
        is_nullable: row.get("is_nullable"),
        default: row.get("default"),
        is_distinct: false,
        fills_itself: row.get("fills_itself"),
        labels: row.get("labels"),
        checks,
        rules,
        is_bound,
    }
}

/// Whether a difference is about this column of that table, which is called as in a catalog.
pub(super) fn is_about(difference: &Difference, table: &str, column: &str) -> bool {
    let name = difference.object.name.strip_prefix(table);
    let part = name.and_then(|rest| rest.strip_prefix('.'));
    let is_name = |part: &str| part == sql::identifier(column);
    difference.object.kind == "column" && part.is_some_and(is_name)
}

/// Whether a table was a partition, and is none. To be attached again, which is the only way back, it has to hold what its
/// bounds take.
fn is_detached(table: &TablePlan, touching: &Touching<'_>) -> bool {
    let mut parts = touching.parts_of(&table.identity).iter();
    parts
        .any(|it| it.object.name == table.identity && it.fact.as_deref() == Some("partition_bound"))
}

/// Whether columns of a table may hold other values than before.
fn takes_others(table: &TablePlan, touching: &Touching<'_>) -> bool {
    let is_constraint = |it: &&Difference| it.object.kind == "constraint";
    let mut types = table.columns.iter().map(|column| &column.type_identity);
    let is_other = |ty: &String| {
        let mut parts = touching.parts_of(ty).iter();
        parts
            .any(|it| matches!(it.object.kind.as_str(), "enum" | "domain") && it.object.name == *ty)
    };
    let mut parts = touching.parts_of(&table.identity).iter();
    parts.any(is_constraint) || types.any(is_other)
}

/// Whether a table may hold other rows than before. What only forbids more, as a new constraint does, and what only makes it
/// faster, as most indexes do, let it hold none.
fn is_widened(table: &TablePlan, touching: &Touching<'_>) -> bool {
    let by_part = |it: &&Difference| match it.object.kind.as_str() {
        "constraint" | "index" | "trigger" => it.change != Change::Leftover,
        "table" | "column" => true,
        _ => false,
    };
    let by_type = |it: &&Difference| {
        let of_tables = ["constraint", "index", "trigger", "table", "column"];
        !of_tables.contains(&it.object.kind.as_str())
    };
    let mut types = table.columns.iter().map(|column| &column.type_identity);
    touching.parts_of(&table.identity).iter().any(by_part)
        || types.any(|ty| touching.parts_of(ty).iter().any(by_type))
}
