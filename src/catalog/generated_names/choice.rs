//! The name that PostgreSQL chooses where a statement gives none: `table_columns_label`, with a number behind it where
//! that is taken (`ChooseRelationName` and `makeObjectName` of its source).

use serde_json::Value;

use crate::catalog::names::last;
use crate::catalog::{Facts, Identity};

/// The longest name, in bytes.
const LONGEST: usize = 63;

/// A name that PostgreSQL may have chosen: `users_email_key1` of an index.
pub(super) struct Choice<'a> {
    /// `users_email_key`.
    pub stem: &'a str,
    label: &'a str,
    number: &'a str,
}

impl<'a> Choice<'a> {
    /// `None` where no name of the object's kind ends like this one.
    pub fn of(kind: &str, name: &'a str) -> Option<Self> {
        const LABELS: [(&str, &[&str]); 3] = [
            ("sequence", &["seq"]),
            ("index", &["idx", "pkey", "key", "excl"]),
            (
                "constraint",
                &["pkey", "key", "fkey", "check", "excl", "not_null"],
            ),
        ];
        let (_, labels) = LABELS.iter().find(|(of, _)| *of == kind)?;
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let ends = |label: &&&str| {
            let rest = stem.strip_suffix(**label);
            rest.is_some_and(|rest| rest.len() > 1 && rest.ends_with('_'))
        };
        let label = labels.iter().find(ends)?;
        Some(Self {
            stem,
            label,
            number: &name[stem.len()..],
        })
    }

    /// Whether PostgreSQL would choose it for an object of these facts: after its table, or after a name that the table
    /// may have had when the object was made.
    pub fn fits(
        &self,
        identity: &Identity,
        facts: &Facts,
        table: &str,
        may_be_table: impl Fn(&str) -> bool,
    ) -> bool {
        let Some(columns) = columns(identity, facts, self.label) else {
            return false;
        };
        let label = [self.label, self.number].concat();
        let name = [self.stem, self.number].concat();
        if chosen(table, &columns, &label) == name {
            return true;
        }
        let ending = match &*columns {
            "" => format!("_{label}"),
            columns => format!("_{columns}_{label}"),
        };
        name.strip_suffix(&ending).is_some_and(may_be_table)
    }
}

/// What stands for the columns in the name of an object; `None` where that cannot be told.
fn columns(identity: &Identity, facts: &Facts, label: &str) -> Option<String> {
    let all = |fact: &str| -> Option<Vec<&str>> {
        let columns = facts.get(fact)?.as_array()?;
        columns.iter().map(Value::as_str).collect()
    };
    match (identity.kind.as_str(), label) {
        (_, "pkey") => Some(String::new()),
        ("sequence", _) => Some(last(facts.get("owned_by")?.as_str()?)),
        ("index", _) => Some(indexed(facts.get("definition")?.as_str()?)?.join("_")),
        ("constraint", "check") => match all("columns").unwrap_or_default()[..] {
            [column] => Some(column.to_owned()),
            _ => Some(String::new()),
        },
        ("constraint", _) => Some(all("columns")?.join("_")),
        _ => None,
    }
}

/// The columns of an index, and what PostgreSQL calls an expression, by its definition.
fn indexed(definition: &str) -> Option<Vec<String>> {
    let (_, rest) = definition.split_once(" USING ")?;
    let mut names = names_in(&rest[rest.find('(')?..])?;
    if let Some((_, included)) = rest.split_once(") INCLUDE ") {
        names.extend(names_in(included)?);
    }
    Some(names)
}

/// The first word of each item of a list in brackets; `expr` for an item that is an expression.
fn names_in(list: &str) -> Option<Vec<String>> {
    let mut depth = 0;
    let mut is_quoted = false;
    let mut items = vec![String::new()];
    for c in list.chars() {
        is_quoted ^= c == '"';
        match c {
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            (_, 0) => {
                let name = |item: &String| {
                    let item = item.strip_prefix('(').unwrap_or(item).trim();
                    if item.starts_with('(') {
                        return "expr".to_owned();
                    }
                    let ends = |c: char| c == ' ' || c == '(';
                    last(item.split(ends).next().unwrap_or_default())
                };
                return Some(items.iter().map(name).collect());
            }
            (',', 1) if !is_quoted => items.push(String::new()),
            _ => items.last_mut()?.push(c),
        }
    }
    None
}

/// `table_columns_label`, of which the longer of the first two is cut where it is too long.
fn chosen(table: &str, columns: &str, label: &str) -> String {
    let (mut table, mut columns) = (table, columns);
    let marks = if columns.is_empty() { 1 } else { 2 };
    let shorter = |text: &str, to: usize| text.floor_char_boundary(to);
    while table.len() + columns.len() + label.len() + marks > LONGEST {
        if table.len() > columns.len() {
            table = &table[..shorter(table, table.len() - 1)];
        } else {
            columns = &columns[..shorter(columns, columns.len() - 1)];
        }
    }
    match columns {
        "" => format!("{table}_{label}"),
        columns => format!("{table}_{columns}_{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fits(kind: &str, name: &str, facts: Value) -> bool {
        let identity = Identity {
            kind: kind.to_owned(),
            name: name.to_owned(),
        };
        let facts: Facts = serde_json::from_value(facts).expect("facts are an object");
        let choice = Choice::of(kind, name);
        choice.is_some_and(|it| it.fits(&identity, &facts, "users", |name| name == "users_new"))
    }

    #[test]
    fn names_are_chosen_after_the_table_and_its_columns() {
        let index = json!({"definition":
            "CREATE INDEX x ON public.users USING btree (a, \"B\" DESC, lower((c)::text), ((d + 1))) INCLUDE (e) WHERE f"});
        assert!(fits("index", "users_a_B_lower_expr_e_idx", index.clone()));
        assert!(fits("index", "users_a_B_lower_expr_e_idx12", index.clone()));
        assert!(!fits("index", "users_a_idx", index));
        let sequence = json!({"owned_by": "public.users.id"});
        assert!(fits("sequence", "users_id_seq1", sequence.clone()));
        assert!(fits("sequence", "users_new_id_seq", sequence.clone()));
        assert!(!fits("sequence", "people_id_seq", sequence));
        let check = json!({"columns": ["age", "born"]});
        assert!(fits("constraint", "users_check", check.clone()));
        assert!(!fits("constraint", "users_age_check", check));
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_as_the_server_cuts_it() {
        let (table, columns) = ("t".repeat(40), "c".repeat(40));
        let name = chosen(&table, &columns, "key1");
        assert_eq!(name, format!("{}_{}_key1", &table[..29], &columns[..28]));
    }
}
