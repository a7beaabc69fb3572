//! Directives in the leading comment of a file, such as `-- pgconform: loses notes`.
//!
//! ```sql
//! -- pgconform: no-transaction
//! -- pgconform: loses users."Old Name"
//! -- pgconform: refuses users.email
//! -- pgconform: needs-empty users
//! -- pgconform: irreversible because the old passwords are gone
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sql::identifier;

const MARK: &str = "pgconform:";

/// Everything the directives of one file say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directives {
    /// The file must run outside a transaction, as `CREATE INDEX CONCURRENTLY` does.
    pub no_transaction: bool,
    /// In a down: the data it cannot keep.
    pub loses: Vec<Loss>,
    /// Data on which the file fails, and is meant to.
    pub refuses: Vec<Loss>,
    /// In an up: tables that must have no row.
    pub needs_empty: Vec<Loss>,
    /// In a down: why it cannot undo its up.
    pub irreversible: Option<String>,
}

/// Data that a down gives up: a table's rows, or one column's values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Loss {
    /// Schema of the table; `public` where none was written.
    pub schema: String,
    /// The table.
    pub table: String,
    /// The column, or `None` for the whole table.
    pub column: Option<String>,
}

impl Loss {
    /// Whether what is lost here is all of that: the same, or the whole table of it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let is_its_table = self.schema == other.schema && self.table == other.table;
        is_its_table && (self.column.is_none() || self.column == other.column)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_public = self.schema == "public";
        if !in_public {
            write!(f, "{}.", identifier(&self.schema))?;
        }
        f.write_str(&identifier(&self.table))?;
        match &self.column {
            Some(column) => write!(f, ".{}", identifier(column)),
            // Without it, it would read as a column of a table in `public`.
            None if !in_public => f.write_str(".*"),
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
        for (line, directive) in written(sql) {
            let taken = directives.take(directive);
            taken.map_err(|why| Misread { line, why })?;
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
            "loses" => self.loses.push(data(verb, rest)?),
            "refuses" => self.refuses.push(data(verb, rest)?),
            "needs-empty" => self.needs_empty.push(data(verb, rest)?),
            "irreversible" => self.irreversible = Some(reason(rest)?),
            _ => {
                return Err(format!(
                    "'{directive}' is not a directive; the directives are 'no-transaction', 'loses TABLE[.COLUMN]', 'refuses TABLE[.COLUMN]', 'needs-empty TABLE' and 'irreversible because REASON'"
                ));
            }
        }
        Ok(())
    }
}

/// What the lines of a leading comment say to us, each with its number from 1.
pub(crate) fn written(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    leading_comment(sql).filter_map(|(index, text)| {
        let directive = text.trim().strip_prefix(MARK)?;
        Some((index + 1, directive.trim()))
    })
}

/// The text of each `--` line before the first statement, with its index from 0.
fn leading_comment(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    sql.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim().is_empty() || line.trim_start().starts_with("--"))
        .filter_map(|(index, line)| Some((index, line.trim_start().strip_prefix("--")?)))
}

/// A table or a column, each part of its name as SQL writes it; without quotation marks it may be in upper case, too.
fn data(verb: &str, text: &str) -> Result<Loss, String> {
    let parts = parts(text).ok_or_else(|| {
        format!(
            "'{text}' names no data\nhelp: write '{verb} TABLE', '{verb} TABLE.COLUMN' or '{verb} SCHEMA.TABLE.COLUMN', and quote a name \
             as SQL does where it is not a plain word"
        )
    })?;
    let (schema, table, column) = match &parts[..] {
        [table] => ("public", table, None),
        [table, column] => ("public", table, Some(column)),
        [schema, table, every] if every == "*" => (schema.as_str(), table, None),
        [schema, table, column] => (schema.as_str(), table, Some(column)),
        _ => return Err(format!("'{text}' has too many dots")),
    };
    Ok(Loss {
        schema: schema.to_owned(),
        table: table.clone(),
        column: column.cloned(),
    })
}

/// The parts of a qualified name, without their quotation marks; `None` where it is none.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let (part, behind) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_part(quoted)?
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let is_odd = |c: char| c.is_whitespace() || c == '"';
            let plain = Some(&rest[..end]).filter(|part| !part.contains(is_odd))?;
            (plain.to_owned(), &rest[end..])
        };
        if part.is_empty() {
            return None;
        }
        parts.push(part);
        match behind.strip_prefix('.') {
            Some(next) => rest = next,
            None => return behind.is_empty().then_some(parts),
        }
    }
}

/// What stands before the closing quotation mark, of which two are one, and what stands behind it.
fn quoted_part(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let (before, behind) = rest.split_once('"')?;
        part += before;
        match behind.strip_prefix('"') {
            Some(next) => {
                part.push('"');
                rest = next;
            }
            None => return Some((part, behind)),
        }
    }
}

fn reason(text: &str) -> Result<String, String> {
    match text.strip_prefix("because ").map(str::trim) {
        // Help writes dots for what only the author knows.
        Some(reason) if !reason.is_empty() && reason != "..." => Ok(reason.to_owned()),
        _ => {
            Err("'irreversible' needs a reason\nhelp: write 'irreversible because ...'".to_owned())
        }
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
        assert_eq!(losses, ["users.organization", "app.logs.*"]);
        assert_eq!(
            directives.irreversible.as_deref(),
            Some("hashes have no way back")
        );
    }

    #[test]
    fn what_is_shown_of_data_is_read_back_as_the_same_data() {
        for (written, shown) in [
            ("User", "\"User\""),
            ("\"User\".\"nickName\"", "\"User\".\"nickName\""),
            (
                "\"Order Items\".\"Qty.Total\"",
                "\"Order Items\".\"Qty.Total\"",
            ),
            ("\"a \"\"b\"\"\"", "\"a \"\"b\"\"\""),
            ("\"public\".users.email", "users.email"),
            ("app.users.*", "app.users.*"),
            ("user", "\"user\""),
        ] {
            let loss = data("loses", written).expect("it is well formed");
            assert_eq!(loss.to_string(), shown, "{written}");
            assert_eq!(data("loses", shown), Ok(loss), "{shown}");
        }
    }

    #[test]
    fn what_names_no_data_is_refused() {
        for text in [
            "", "a b", "a.", ".a", "\"a", "a\"b\"", "\"a\"b", "\"\"", "a..b",
        ] {
            let refused = data("loses", text);
            assert!(refused.is_err(), "{text:?} was taken: {refused:?}");
        }
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
            "-- a\n-- pgconform: irreversible because ...",
            "-- a\n-- pgconform:",
        ] {
            let misread = Directives::read(sql).expect_err(sql);
            assert_eq!(misread.line, 2, "{sql}");
        }
    }
}
