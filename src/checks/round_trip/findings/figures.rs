//! How well tables were filled, as a table: the proof sees losses only in rows.

use crate::findings::Figures;
use crate::rows::{ColumnFill, Fill, TableFill};

pub(super) fn of(fill: &Fill) -> Figures {
    Figures {
        title: format!("rows at the end: {fill}"),
        header: vec![
            "table",
            "rows",
            "NULL in nullable columns",
            "distinct values a column",
        ],
        lines: fill.by_table.iter().map(line).collect(),
    }
}

fn line(table: &TableFill) -> Vec<String> {
    let nullable: Vec<&ColumnFill> = table.columns.iter().filter(|it| it.nullable).collect();
    let with_null = nullable.iter().filter(|it| it.nulls > 0).count();
    let distinct = match table.distinct() {
        Some((fewest, most)) if fewest < most => format!("{fewest} to {most}"),
        Some((all, _)) => all.to_string(),
        None => "-".to_owned(),
    };
    let nulls = match nullable.len() {
        0 => "-".to_owned(),
        count => format!("{with_null} of {count}"),
    };
    vec![table.table.clone(), table.rows.to_string(), nulls, distinct]
}
