//! How well tables are filled: only rows can show a loss.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, Error};

use super::{Key, Rows, Unfilled};
use crate::sql::with_common;

/// Each table, with its columns and with what holds its rows.
const TABLES: &str = include_str!("fill.sql");

/// The fill rate of a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// How many tables there are, partitioned ones as one each.
    pub tables: usize,
    /// How many of them hold a row.
    pub filled: usize,
    /// How many of their columns take NULL,
    pub nullable_columns: usize,
    /// and how many of those hold it.
    pub columns_with_null: usize,
    /// Those that hold none.
    pub empty: Vec<Empty>,
    /// Each table, in the order of their names.
    pub by_table: Vec<TableFill>,
}

/// A table without a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {
    /// Its name in a catalog, for instance `public.users`.
    pub table: String,
    /// Why, in the server's words; `None` where rows were made and are gone.
    pub why: Option<String>,
    /// The constraint that refused them, where one did.
    pub constraint: Option<String>,
}

/// The fill rate of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFill {
    /// Its name in a catalog.
    pub table: String,
    /// How many rows it holds, in all of its partitions.
    pub rows: usize,
    /// Its columns, in its own order.
    pub columns: Vec<ColumnFill>,
}

/// The fill rate of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFill {
    /// Its name, unquoted.
    pub column: String,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// How many rows hold NULL.
    pub nulls: usize,
    /// How many different values there are beside NULL.
    pub distinct: usize,
}

impl Fill {
    /// That of `rows`, which are all of the database; `unfilled` says why tables were left empty.
    pub async fn of(client: &Client, rows: &Rows, unfilled: &[Unfilled]) -> Result<Self, Error> {
        let tables = client.query_typed(&with_common(TABLES), &[]).await?;
        let by_table = tables.iter().map(|row| {
            let parts: Vec<String> = row.get("parts");
            let columns: Vec<String> = row.get("columns");
            let nullable: Vec<bool> = row.get("nullable");
            let columns = columns.into_iter().zip(nullable);
            TableFill::of(row.get("identity"), &parts, columns, rows)
        });
        let by_table: Vec<TableFill> = by_table.collect();
        let columns = || by_table.iter().flat_map(|table| &table.columns);
        let empty = by_table.iter().filter(|table| table.rows == 0);
        let empty: Vec<Empty> = empty.map(|it| Empty::of(&it.table, unfilled)).collect();
        Ok(Self {
            tables: by_table.len(),
            filled: by_table.len() - empty.len(),
            nullable_columns: columns().filter(|it| it.nullable).count(),
            columns_with_null: columns().filter(|it| it.nullable && it.nulls > 0).count(),
            empty,
            by_table,
        })
    }
}

impl Fill {
    /// The same with the reasons that more steps know of why tables were left empty.
    #[must_use]
    pub fn with_reasons(self, unfilled: &[Unfilled]) -> Self {
        let empty = self.empty.iter();
        Self {
            empty: empty.map(|it| Empty::of(&it.table, unfilled)).collect(),
            ..self
        }
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} tables hold rows, {} of {} nullable columns hold NULL",
            self.filled, self.tables, self.columns_with_null, self.nullable_columns
        )
    }
}

impl Empty {
    fn of(table: &str, unfilled: &[Unfilled]) -> Self {
        // The last word on a table is that of the newest schema.
        let why = unfilled.iter().rfind(|it| it.table == table);
        Self {
            table: table.to_owned(),
            why: why.map(|it| it.why.clone()),
            constraint: why.and_then(|it| it.constraint.clone()),
        }
    }
}

impl TableFill {
    fn of(
        table: String,
        parts: &[String],
        columns: impl Iterator<Item = (String, bool)>,
        rows: &Rows,
    ) -> Self {
        let parts = || parts.iter().filter_map(|part| rows.tables.get(part));
        let columns = columns.map(|(column, nullable)| {
            let (mut nulls, mut distinct) = (0, HashSet::new());
            for part in parts() {
                let Some(at) = part.columns.iter().position(|name| *name == column) else {
                    continue;
                };
                for row in &part.rows {
                    match &row[at] {
                        None => nulls += 1,
                        value => {
                            distinct.insert(Key::of_values([value.as_deref()].into_iter()));
                        }
                    }
                }
            }
            ColumnFill {
                nullable,
                nulls,
                distinct: distinct.len(),
                column,
            }
        });
        Self {
            rows: parts().map(|part| part.rows.len()).sum(),
            columns: columns.collect(),
            table,
        }
    }

    /// The fewest and the most different values of its columns.
    #[must_use]
    pub fn distinct(&self) -> Option<(usize, usize)> {
        let distinct = || self.columns.iter().map(|it| it.distinct);
        Option::zip(distinct().min(), distinct().max())
    }
}
