//! What there is to fill, read from the catalog.

use tokio_postgres::{Client, Error, Row};

use super::selection::{TableSelection, is_part_of};
use crate::catalog::Difference;
use crate::rows::queries::Queries;
use crate::sql::{self, QualifiedName};

/// A table and its columns.
#[derive(Debug)]
pub(super) struct TablePlan {
    /// Its OID.
    relation: u32,
    /// Its name in a catalog.
    pub identity: String,
    pub name: QualifiedName,
    pub columns: Vec<Column>,
    pub foreign_keys: Vec<ForeignKey>,
    /// Whether what its columns may hold is not what it was: a constraint is another, or an enum has other labels.
    pub takes_others: bool,
}

/// A column, with all that hints at values it would take.
#[derive(Debug)]
pub(super) struct Column {
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
    pub nulls: Nulls,
    /// Whether it is best left to its default: generated, identity, serial.
    pub fills_itself: bool,
    /// Its default, as SQL writes it.
    pub default: Option<String>,
    pub labels: Vec<String>,
    pub checks: Vec<String>,
}

/// What a column makes of NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    Refused,
    Taken,
    /// It is taken, and was refused before.
    TakenSinceNow,
}

impl Column {
    pub fn is_nullable(&self) -> bool {
        self.nulls != Nulls::Refused
    }
}

impl TablePlan {
    fn is_selected(&self, selection: TableSelection<'_>) -> bool {
        let Some(differences) = selection.touched_by else {
            return true;
        };
        if selection.emptied.contains(&self.identity) {
            return true;
        }
        differences.iter().any(|difference| {
            let touched = &difference.object.name;
            let mut types = self.columns.iter().map(|column| &column.type_identity);
            is_part_of(touched, &self.identity) || types.any(|ty| is_part_of(touched, ty))
        })
    }
}

/// Columns that must point to a row.
#[derive(Debug)]
pub(super) struct ForeignKey {
    pub columns: Vec<String>,
    pub target: QualifiedName,
    pub target_columns: Vec<String>,
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
                takes_others: false,
            }),
        }
    }
    plans.retain(|plan| plan.is_selected(selection) && !selection.is_closed(&plan.name));
    for plan in &mut plans {
        let mut differences = selection.touched_by.unwrap_or_default().iter();
        plan.takes_others = differences.any(|it| changes_values(it, plan));
        for column in &mut plan.columns {
            let mut differences = selection.touched_by.unwrap_or_default().iter();
            let is_changed = differences.any(|it| {
                it.fact.as_deref() == Some("not_null") && is_about(it, &plan.identity, &column.name)
            });
            if is_changed && column.is_nullable() {
                column.nulls = Nulls::TakenSinceNow;
            }
        }
    }
    let relations: Vec<u32> = plans.iter().map(|plan| plan.relation).collect();
    for row in client.query(&queries.foreign_keys, &[&relations]).await? {
        let relation: u32 = row.get("relation");
        if let Some(plan) = plans.iter_mut().find(|plan| plan.relation == relation) {
            plan.foreign_keys.push(ForeignKey {
                columns: row.get("columns"),
                target: QualifiedName {
                    schema: row.get("target_schema"),
                    name: row.get("target_table"),
                },
                target_columns: row.get("target_columns"),
            });
        }
    }
    Ok(plans)
}

fn column(row: &Row) -> Column {
    Column {
        name: row.get("column"),
        ty: row.get("type"),
        base: row.get("base"),
        type_identity: row.get("type_identity"),
        element: row.get("element"),
        typmod: row.get("typmod"),
        fields: row.get("fields"),
        is_known: row.get("is_known"),
        nulls: if row.get("is_nullable") {
            Nulls::Taken
        } else {
            Nulls::Refused
        },
        fills_itself: row.get("fills_itself"),
        default: row.get("default"),
        labels: row.get("labels"),
        checks: row.get("checks"),
    }
}

/// Whether a difference is about this column of that table, which is called as in a catalog.
pub(super) fn is_about(difference: &Difference, table: &str, column: &str) -> bool {
    let name = difference.object.name.strip_prefix(table);
    let part = name.and_then(|rest| rest.strip_prefix('.'));
    let is_name = |part: &str| part == sql::identifier(column);
    difference.object.kind == "column" && part.is_some_and(is_name)
}

/// Whether a difference is that columns of that table may hold other values than before.
fn changes_values(difference: &Difference, table: &TablePlan) -> bool {
    let object = &difference.object;
    match object.kind.as_str() {
        "constraint" => is_part_of(&object.name, &table.identity),
        "enum" | "domain" => table
            .columns
            .iter()
            .any(|column| column.type_identity == object.name),
        _ => false,
    }
}
