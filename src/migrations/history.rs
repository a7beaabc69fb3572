//! The history table of a migration tool, and the row that the tool writes there for each applied migration.

use std::fmt;

use crate::sql::{identifier, literal};

/// The history of a project's tool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToolHistory {
    /// What is left out of every comparison: tables by their unqualified names, schemas with `.*` behind theirs.
    pub hidden: Vec<String>,
    /// What the tool runs before its first migration; empty where something else makes its table.
    pub create: String,
    /// Where its rows are written.
    pub session: HistorySession,
    /// What the tool's driver makes of a migration that decides about transactions itself.
    pub transactions: TransactionStatus,
}

/// What a tool makes of a transaction that a migration has ended or left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TransactionStatus {
    /// It does not notice.
    #[default]
    Unchecked,
    /// It refuses to end a transaction that is over, and to begin one inside another: Go's lib/pq.
    Checked,
    /// It refuses to end a transaction that is over: diesel.
    CheckedAtEnd,
    /// It does not notice, and has one transaction around all migrations of a run: Drizzle, node-pg-migrate.
    OneForAll,
}

/// The session in which a tool writes its history, and how long that of its migrations goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HistorySession {
    /// The migration's, and its transaction where it runs in one: what the migration leaves there acts on it, and on the
    /// next migration of the same run.
    #[default]
    OfMigration,
    /// Another one, once the migration has ended. The migrations of a run share theirs, of which the tool sets back role
    /// and `search_path` after each.
    Beside,
    /// Another one, once the migration has ended and its session with it.
    Own,
}

/// What a tool writes for both movements of a migration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryRows {
    /// For the up.
    pub up: HistoryRow,
    /// For the down.
    pub down: HistoryRow,
}

/// What a tool writes for a movement; an empty text where it writes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryRow {
    /// Before the migration's first statement, outside its transaction.
    pub before: String,
    /// After its last.
    pub after: String,
}

impl HistoryRow {
    /// One that is written once the migration has run.
    pub(super) fn after(sql: String) -> Self {
        Self {
            before: String::new(),
            after: sql,
        }
    }

    /// The deletion of rows that is written once the migration has run, and is none where the migration dropped the table.
    pub(super) fn deleted_if_there(table: &TableName, condition: &str) -> Self {
        let name = literal(&table.to_string());
        Self::after(format!(
            "DO $history$BEGIN IF to_regclass({name}) IS NOT NULL THEN DELETE FROM {table} WHERE {condition}; END IF; \
             END$history$"
        ))
    }
}

/// A table as a configuration names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName {
    /// Its schema; `None` where it is the session's.
    pub schema: Option<String>,
    /// Its unqualified name.
    pub name: String,
}

impl TableName {
    /// Reads `name` or `schema.name`, each in quotation marks or not; `None` where that is not a table's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (schema, name) = match text.split_once('.') {
            Some((schema, name)) => (Some(schema), name),
            None => (None, text),
        };
        let part = |part: &str| {
            let part = part.trim().trim_matches('"').to_owned();
            // A comma stands between two names where a list names the tables that are left out.
            let is_name = !part.is_empty() && !part.contains([',', '.', '*', '"', '\0']);
            is_name.then_some(part)
        };
        let schema = match schema {
            Some(schema) => Some(part(schema)?),
            None => None,
        };
        Some(Self {
            schema,
            name: part(name)?,
        })
    }

    /// The same in this schema, unless it names one.
    pub(super) fn or_in(&self, schema: &str) -> Self {
        Self {
            schema: Some(self.schema.clone().unwrap_or_else(|| schema.to_owned())),
            name: self.name.clone(),
        }
    }

    /// What makes the schema that it names, if it names one.
    pub(super) fn create_schema(&self) -> String {
        self.schema.as_ref().map_or_else(String::new, |schema| {
            format!("CREATE SCHEMA IF NOT EXISTS {}; ", identifier(schema))
        })
    }

    /// Its unqualified name as a text of SQL.
    pub(super) fn literal(&self) -> String {
        literal(&self.name)
    }
}

/// As SQL writes it.
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{}.", identifier(schema))?;
        }
        f.write_str(&identifier(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::TableName;

    #[test]
    fn a_table_is_named_with_its_schema_or_without() {
        for (text, sql) in [
            ("schema_migrations", "schema_migrations"),
            ("app.history", "app.history"),
            ("\"My App\".\"History\"", "\"My App\".\"History\""),
        ] {
            let name = TableName::parse(text).expect("it is a name");
            assert_eq!(name.to_string(), sql);
        }
        for text in ["", ".", "app.", ".history", "a.b.c", "sqitch.*", "a,b"] {
            assert_eq!(TableName::parse(text), None, "{text} was taken");
        }
    }
}
