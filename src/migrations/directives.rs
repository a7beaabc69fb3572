//! What the leading comment of a file tells pgconform.
//!
//! ```sql
//! -- pgconform: no-transaction
//! -- pgconform: loses users.organization
//! -- pgconform: irreversible because the old passwords are gone
//! ```

use std::fmt;

const MARK: &str = "pgconform:";

/// Everything the directives of one file say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// The file must run outside a transaction, as `CREATE INDEX CONCURRENTLY` does.
    pub no_transaction: bool,
    /// In a down: the data it cannot keep.
    pub loses: Vec<Loss>,
    /// In a down: why it cannot undo its up.
    pub irreversible: Option<String>,
}

/// Data that a down gives up: a table's rows, or one column's values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Schema of the table; `public` where none was written.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The column, or `None` for the whole table.
    pub column: Option<String>,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.schema != "public" {
            write!(f, "{}.", self.schema)?;
        }
        f.write_str(&self.table)?;
        match &self.column {
            Some(column) => write!(f, ".{column}"),
            None => Ok(()),
        }
    }
}

/// Why a directive or a meta-command was not understood, and on which line (from 1) it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    pub line: usize,
    pub why: String,
}

impl Directives {
    /// Reads the comment lines that stand before the first statement.
    pub(super) fn read(sql: &str) -> Result<Self, Misread> {
        let mut directives = Self::default();
        for (index, text) in leading_comment(sql) {
            let Some(directive) = text.trim().strip_prefix(MARK) else {
                continue;
            };
            directives.take(directive.trim()).map_err(|why| Misread {
                line: index + 1,
                why,
            })?;
        }
        Ok(directives)
    }

    fn take(&mut self, directive: &str) -> Result<(), String> {
        let (verb, rest) = directive
            .split_once(char::is_whitespace)
            .unwrap_or((directive, ""));
        let rest = rest.trim();
        match verb {
            "no-transaction" if rest.is_empty() => self.no_transaction = true,
            "loses" => self.loses.push(loss(rest)?),
            "irreversible" => self.irreversible = Some(reason(rest)?),
            _ => {
                return Err(format!(
                    "'{directive}' is not a directive; there are 'no-transaction', 'loses TABLE[.COLUMN]' and 'irreversible because REASON'"
                ));
            }
        }
        Ok(())
    }
}

/// The text of each `--` line before the first statement, with its index from 0.
fn leading_comment(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    sql.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim().is_empty() || line.trim_start().starts_with("--"))
        .filter_map(|(index, line)| Some((index, line.trim_start().strip_prefix("--")?)))
}

fn loss(text: &str) -> Result<Loss, String> {
    let parts: Vec<&str> = text.split('.').collect();
    let named = |part: &&str| !part.is_empty() && !part.contains(char::is_whitespace);
    if !parts.iter().all(named) {
        return Err(format!(
            "'{text}' names no data; write 'loses TABLE', 'loses TABLE.COLUMN' or 'loses SCHEMA.TABLE.COLUMN'"
        ));
    }
    let (schema, table, column) = match parts[..] {
        [table] => ("public", table, None),
        [table, column] => ("public", table, Some(column)),
        [schema, table, "*"] => (schema, table, None),
        [schema, table, column] => (schema, table, Some(column)),
        _ => return Err(format!("'{text}' has too many dots")),
    };
    Ok(Loss {
        schema: schema.to_owned(),
        table: table.to_owned(),
        column: column.map(str::to_owned),
    })
}

fn reason(text: &str) -> Result<String, String> {
    match text.strip_prefix("because ").map(str::trim) {
        Some(reason) if !reason.is_empty() => Ok(reason.to_owned()),
        _ => Err("'irreversible' needs its reason: 'irreversible because ...'".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_directive_is_read_from_the_leading_comment() {
        let sql = "-- Why this is here.\n-- pgconform: no-transaction\n\n--pgconform: loses users.organization\n\
                   -- pgconform: loses app.logs.*\n-- pgconform: irreversible because hashes have no way back\nSELECT 1;";
        let directives = Directives::read(sql).expect("they are well formed");
        assert!(directives.no_transaction);
        let losses: Vec<String> = directives.loses.iter().map(Loss::to_string).collect();
        assert_eq!(losses, ["users.organization", "app.logs"]);
        assert_eq!(
            directives.irreversible.as_deref(),
            Some("hashes have no way back")
        );
    }

    #[test]
    fn a_comment_after_the_first_statement_directs_nothing() {
        let directives = Directives::read("SELECT 1;\n-- pgconform: no-transaction\n");
        assert_eq!(directives, Ok(Directives::default()));
    }

    #[test]
    fn a_misspelt_directive_is_refused_with_its_line() {
        for sql in [
            "-- a\n-- pgconform: notransaction",
            "-- a\n-- pgconform: no-transaction please",
            "-- a\n-- pgconform: loses",
            "-- a\n-- pgconform: loses a.b.c.d",
            "-- a\n-- pgconform: loses all of it",
            "-- a\n-- pgconform: irreversible",
            "-- a\n-- pgconform: irreversible because ",
            "-- a\n-- pgconform:",
        ] {
            let misread = Directives::read(sql).expect_err(sql);
            assert_eq!(misread.line, 2, "{sql}");
        }
    }
}
