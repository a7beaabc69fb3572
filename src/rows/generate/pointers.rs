//! What a foreign key may point to.

use tokio_postgres::{Client, Error};

use super::family::{Family, Sort};
use super::plan::{Column, ForeignKey, TablePlan};
use crate::sql::{self, QualifiedName};

/// Queries for a row to point to; the columns of one key pick the same row, each row another one
/// as long as there are others.
pub(super) fn pointers(
    table: &TablePlan,
    key: &ForeignKey,
    column: &Column,
    sort: Sort,
) -> Vec<String> {
    let number = match sort.family {
        Family::Twin if !table.is_alone_unique(column) => sort.first,
        _ => sort.number,
    };
    let free = table
        .is_alone_unique(column)
        .then(|| pointer(key, column, 0, &unused(table, key)));
    let numbered = (0..3).map(|skip| pointer(key, column, number + skip, ""));
    free.into_iter().chain(numbered).collect()
}

/// Whether a table has no row.
pub(super) async fn is_empty(client: &Client, table: &QualifiedName) -> Result<bool, Error> {
    let exists = format!("SELECT NOT EXISTS (SELECT FROM {table})");
    let rows = client.query_typed(&exists, &[]).await?;
    Ok(rows[0].get(0))
}

/// The value that a column gets of the row of the target that has this number.
fn pointer(key: &ForeignKey, column: &Column, number: usize, condition: &str) -> String {
    let place = key.columns.iter().position(|name| *name == column.name);
    let value = sql::quoted(&key.target_columns[place.unwrap_or_default()]);
    let columns = key.target_columns.iter().map(|it| sql::quoted(it));
    let columns: Vec<String> = columns.collect();
    let columns = columns.join(", ");
    let target = format!("{} t WHERE ({columns}) IS NOT NULL{condition}", key.target);
    format!(
        "(SELECT {value} FROM {target} ORDER BY {columns} OFFSET ({number} % greatest(1, (SELECT count(*) FROM {target}))) LIMIT 1)"
    )
}

/// That no row of the table points to it.
fn unused(table: &TablePlan, key: &ForeignKey) -> String {
    let pairs = key.columns.iter().zip(&key.target_columns);
    let pairs =
        pairs.map(|(own, target)| format!("o.{} = t.{}", sql::quoted(own), sql::quoted(target)));
    let pairs: Vec<String> = pairs.collect();
    format!(
        " AND NOT EXISTS (SELECT FROM {} o WHERE {})",
        table.name,
        pairs.join(" AND ")
    )
}

/// Lets the rows that have NULL in a key point to rows of its target, each to another one; the last of them keeps its
/// NULL.
pub(super) fn fill_later(table: &TablePlan, key: &ForeignKey) -> String {
    let list = |columns: &[String], of: &str| {
        let columns = columns.iter().map(|it| format!("{of}{}", sql::quoted(it)));
        columns.collect::<Vec<_>>().join(", ")
    };
    let (own, targets) = (list(&key.columns, ""), list(&key.target_columns, ""));
    let (name, target) = (&table.name, &key.target);
    format!(
        "WITH o AS (SELECT tableoid AS part, ctid AS place, row_number() OVER (ORDER BY tableoid, ctid) AS number,
                           count(*) OVER () AS all_of_them
                      FROM {name} WHERE ({own}) IS NULL),
              t AS (SELECT {targets}, row_number() OVER (ORDER BY {targets}) AS number
                      FROM {target} WHERE ({targets}) IS NOT NULL)
         UPDATE {name} AS r SET ({own}) = ROW({}) FROM o, t
          WHERE r.tableoid = o.part AND r.ctid = o.place AND o.number = t.number AND o.number < o.all_of_them",
        list(&key.target_columns, "t.")
    )
}

/// Lets the rows that point to none of the target's rows point to the first of them.
pub(super) fn point_somewhere(table: &TablePlan, key: &ForeignKey) -> String {
    let list = |columns: &[String], of: &str| {
        let columns = columns.iter().map(|it| format!("{of}{}", sql::quoted(it)));
        columns.collect::<Vec<_>>().join(", ")
    };
    let (name, target) = (&table.name, &key.target);
    let targets = list(&key.target_columns, "t.");
    format!(
        "UPDATE {name} AS o SET ({}) = (SELECT {targets} FROM {target} t WHERE ({targets}) IS NOT NULL ORDER BY {targets} LIMIT 1)
          WHERE NOT EXISTS (SELECT FROM {target} t WHERE ({targets}) = ({}))",
        list(&key.columns, ""),
        list(&key.columns, "o.")
    )
}

/// The column that this one points to, where it is one of the same table.
pub(super) fn own_target<'a>(
    table: &'a TablePlan,
    key: &ForeignKey,
    column: &Column,
) -> Option<&'a Column> {
    let place = key.columns.iter().position(|name| *name == column.name);
    let target = &key.target_columns[place.unwrap_or_default()];
    let mut columns = table.columns.iter();
    columns.find(|column| key.target == table.name && column.name == *target)
}

/// The value that a column which fills itself has just got.
pub(super) fn just_made(table: &TablePlan, column: &Column) -> String {
    let (table, column) = (sql::literal(&table.identity), sql::literal(&column.name));
    format!("currval(pg_get_serial_sequence({table}, {column}))")
}
