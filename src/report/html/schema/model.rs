//! The tables of a catalog and what points from one to the other.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::catalog::names::{bare, last, last_quoted, whole};
use crate::catalog::{Catalog, Facts};
use crate::escape;
use crate::report::count::count;
use crate::sql::NAME;

/// What a picture is drawn of.
pub(in crate::report::html) struct Model<'a> {
    pub(super) tables: Vec<Table<'a>>,
    pub(super) references: Vec<Reference>,
    /// Enums with their labels, by name.
    pub(super) enums: Vec<(String, Vec<String>)>,
    /// Views, by name.
    pub(super) views: Vec<String>,
    places: HashMap<&'a str, usize>,
}

pub(super) struct Table<'a> {
    /// For people: without `public`.
    pub label: String,
    pub comment: Option<&'a str>,
    pub columns: Vec<Column<'a>>,
    /// Names and definitions of its constraints, but foreign keys.
    pub constraints: Vec<(String, &'a str)>,
    /// Definitions of the indexes that are no constraint's.
    pub indexes: Vec<&'a str>,
    /// How many partitions it has, which are not drawn.
    pub partitions: usize,
}

pub(super) struct Column<'a> {
    pub name: String,
    pub type_name: &'a str,
    pub is_not_null: bool,
    /// Its default, or what it is generated from.
    pub default: Option<String>,
    pub comment: Option<&'a str>,
    pub is_primary: bool,
    pub is_foreign: bool,
}

/// A foreign key.
pub(super) struct Reference {
    pub from: usize,
    pub to: usize,
    /// The first of its columns, as its place in the table.
    pub column: usize,
    pub definition: String,
}

/// The table that a foreign key points to.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"REFERENCES ((?:{NAME}\.)?{NAME})");
    Regex::new(&pattern).expect("it is sound")
});

impl<'a> Model<'a> {
    pub fn of(catalog: &'a Catalog) -> Self {
        let mut partitions: BTreeMap<&str, usize> = BTreeMap::new();
        let mut tables = Vec::new();
        let mut places = HashMap::new();
        for (name, facts) in catalog.of_kind("table") {
            if facts.contains_key("partition_bound") {
                for parent in list(facts, "inherits") {
                    *partitions.entry(parent).or_default() += 1;
                }
                continue;
            }
            places.insert(name, tables.len());
            tables.push(Table::of(name, facts));
        }
        for (parent, number) in partitions {
            if let Some(at) = places.get(parent) {
                tables[*at].partitions = number;
            }
        }
        let mut model = Self {
            tables,
            references: Vec::new(),
            enums: enums(catalog),
            views: catalog
                .of_kind("view")
                .map(|(name, _)| label(name))
                .collect(),
            places,
        };
        model.add_columns(catalog);
        model.add_constraints(catalog);
        for (_, facts) in catalog.of_kind("index") {
            let table = text(facts, "table").and_then(|it| model.places.get(it));
            if let (Some(at), Some(definition)) = (table, text(facts, "definition")) {
                model.tables[*at].indexes.push(definition);
            }
        }
        model
    }

    fn add_columns(&mut self, catalog: &'a Catalog) {
        for (name, facts) in catalog.of_kind("column") {
            let Some(at) = self.places.get(whole(name)) else {
                continue;
            };
            let default = text(facts, "default").map(str::to_owned);
            let generated = text(facts, "generated").map(|it| format!("generated: {it}"));
            let identity = text(facts, "identity").map(|it| format!("identity, {it}"));
            self.tables[*at].columns.push(Column {
                name: last(name),
                type_name: text(facts, "type").unwrap_or_default(),
                is_not_null: facts.get("not_null") == Some(&Value::Bool(true)),
                default: default.or(generated).or(identity),
                comment: text(facts, "comment"),
                is_primary: false,
                is_foreign: false,
            });
        }
        for (name, facts) in catalog.of_kind("table") {
            if let Some(at) = self.places.get(name) {
                let order: HashMap<&str, usize> = list(facts, "column_order").zip(0..).collect();
                let place = |it: &Column<'_>| order.get(it.name.as_str()).copied();
                self.tables[*at].columns.sort_by_key(place);
            }
        }
    }

    fn add_constraints(&mut self, catalog: &'a Catalog) {
        for (name, facts) in catalog.of_kind("constraint") {
            let Some(&from) = self.places.get(whole(name)) else {
                continue;
            };
            let definition = text(facts, "definition").unwrap_or_default();
            let columns: Vec<&str> = list(facts, "columns").collect();
            let kind = text(facts, "type").unwrap_or_default();
            let table = &mut self.tables[from];
            let is_its = |it: &Column<'_>| columns.contains(&it.name.as_str());
            for column in table.columns.iter_mut().filter(|it| is_its(it)) {
                column.is_primary |= kind == "primary key";
                column.is_foreign |= kind == "foreign key";
            }
            if kind != "foreign key" {
                table.constraints.push((last(name), definition));
                continue;
            }
            let first = columns.first();
            let column = table
                .columns
                .iter()
                .position(|it| Some(&it.name.as_str()) == first);
            let target = TARGET.captures(definition);
            let to = target.and_then(|it| self.table_of(&it[1]));
            if let Some(to) = to {
                self.references.push(Reference {
                    from,
                    to,
                    column: column.unwrap_or_default(),
                    definition: definition.to_owned(),
                });
            }
        }
        self.tables.iter_mut().for_each(|it| it.constraints.sort());
    }

    /// The table that a name is of, or is of a part of; where it has no schema, that of `public`.
    pub fn table_of(&self, name: &str) -> Option<usize> {
        let mut part = name;
        while !part.is_empty() {
            let public = || self.places.get(format!("public.{part}").as_str());
            if let Some(at) = self.places.get(part).or_else(public) {
                return Some(*at);
            }
            part = whole(part);
        }
        None
    }

    /// `30 tables, 41 foreign keys, 3 enums`.
    pub fn summary(&self) -> String {
        let parts = [
            (self.tables.len(), "table"),
            (self.references.len(), "foreign key"),
            (self.views.len(), "view"),
            (self.enums.len(), "enum"),
        ];
        let some = parts.iter().filter(|(number, _)| *number > 0);
        let parts: Vec<String> = some.map(|(number, what)| count(*number, what)).collect();
        parts.join(", ")
    }
}

impl<'a> Table<'a> {
    fn of(name: &str, facts: &'a Facts) -> Self {
        Self {
            label: label(name),
            comment: text(facts, "comment"),
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            partitions: 0,
        }
    }
}

fn enums(catalog: &Catalog) -> Vec<(String, Vec<String>)> {
    let all = catalog.of_kind("enum");
    all.map(|(name, facts)| {
        (
            label(name),
            list(facts, "labels").map(escape::line).collect(),
        )
    })
    .collect()
}

/// A name for people: without `public`, and without quotation marks around all of it.
fn label(name: &str) -> String {
    let short = if whole(name) == "public" {
        bare(last_quoted(name))
    } else {
        name.to_owned()
    };
    escape::line(short)
}

fn text<'a>(facts: &'a Facts, fact: &str) -> Option<&'a str> {
    facts.get(fact).and_then(Value::as_str)
}

fn list<'a>(facts: &'a Facts, fact: &str) -> impl Iterator<Item = &'a str> {
    let items = facts.get(fact).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str)
}
