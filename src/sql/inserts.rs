//! The tables into which a script inserts rows.

use std::sync::LazyLock;

use regex::Regex;

use super::quote::NAME;
use super::without_comments;

/// `INSERT INTO public."Kinds"`, and its like.
static INTO: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"(?i)\b(?:insert\s+into|merge\s+into(?:\s+only)?|copy)\s+(?:({NAME})\s*\.\s*)?({NAME})"
    );
    Regex::new(&pattern).expect("it is sound")
});

/// A table as a script names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedTable {
    /// Its schema, where the script names it.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
}

impl NamedTable {
    /// Whether this table may be meant: without a schema, it is any of its name.
    #[must_use]
    pub fn may_be(&self, schema: &str, name: &str) -> bool {
        self.name == name && self.schema.as_deref().is_none_or(|it| it == schema)
    }
}

/// The tables that statements of this script put rows into.
#[must_use]
pub fn inserted_into(sql: &str) -> Vec<NamedTable> {
    let bare = without_comments(sql);
    let named = INTO.captures_iter(&bare).map(|found| NamedTable {
        schema: found.get(1).map(|it| folded(it.as_str())),
        name: folded(&found[2]),
    });
    named.collect()
}

/// A name as PostgreSQL reads it: in lower case, unless it stands in quotation marks.
fn folded(name: &str) -> String {
    let quoted = name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    quoted.map_or_else(|| name.to_lowercase(), |name| name.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_named_as_postgresql_reads_it() {
        let sql = "INSERT INTO Kinds VALUES (1); copy app.\"My \"\"Own\"\"\" FROM stdin; SELECT 1";
        let named = inserted_into(sql);
        let table = |schema: Option<&str>, name: &str| NamedTable {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        };
        assert_eq!(
            named,
            [table(None, "kinds"), table(Some("app"), "My \"Own\"")]
        );
        assert!(named[0].may_be("any", "kinds") && !named[1].may_be("public", "My \"Own\""));
    }
}
