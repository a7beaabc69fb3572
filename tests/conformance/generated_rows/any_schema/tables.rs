//! Tables of any columns, with keys, foreign keys, rules and partitions that some row meets.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::columns::{Column, Values, column};

/// A table; what it points to is counted among all tables.
#[derive(Debug, Clone)]
pub struct Table {
    pub key: Key,
    pub columns: Vec<Column>,
    pub references: Vec<Reference>,
    pub unique: Option<(Unique, Index)>,
    pub rule: Option<Rule>,
    pub partitions: Option<Partitions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Identity,
    Always,
    Serial,
    Plain,
    Uuid,
    Text,
    Pair,
}

#[derive(Debug, Clone)]
pub struct Reference {
    pub target: Index,
    pub is_nullable: bool,
    /// Whether no two rows may point to the same one.
    pub is_alone: bool,
    pub is_full: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    Column,
    NullsNotDistinct,
    Partial,
    WithFlag,
    Lower,
    Exclusion,
}

/// What two columns of a row are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Less(&'static str),
    LessOrNull(&'static str),
    Between,
    OneOfTwo,
    AtLeastOne,
    BothOrNone,
    Implied,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partitions {
    ListOfTexts,
    ListOfLabels,
    ListWithDefault,
    RangeOfNumbers,
    RangeOfDays,
    Hash,
    HashInList,
}

pub fn schema() -> impl Strategy<Value = Vec<Table>> {
    prop::collection::vec(table(), 1..6)
}

fn table() -> impl Strategy<Value = Table> {
    use Key::{Always, Identity, Pair, Plain, Serial, Text, Uuid};
    let reference = (
        any::<Index>(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        any::<bool>(),
    );
    let reference = reference.prop_map(|(target, is_nullable, is_alone, is_full)| Reference {
        target,
        is_nullable,
        is_alone,
        is_full,
    });
    let parts = (
        select(&[Identity, Always, Serial, Plain, Uuid, Text, Pair][..]),
        prop::collection::vec(column(), 0..6),
        prop::collection::vec(reference, 0..3),
        prop::option::weighted(0.3, (unique(), any::<Index>())),
        prop::option::weighted(0.3, rule()),
        prop::option::weighted(0.15, partitions()),
    );
    parts.prop_map(
        |(key, columns, references, unique, rule, partitions)| Table {
            key,
            columns,
            references,
            unique,
            rule,
            partitions,
        },
    )
}

fn unique() -> impl Strategy<Value = Unique> {
    use Unique::{Column, Exclusion, Lower, NullsNotDistinct, Partial, WithFlag};
    select(
        &[
            Column,
            NullsNotDistinct,
            Partial,
            WithFlag,
            Lower,
            Exclusion,
        ][..],
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    use Rule::{AtLeastOne, Between, BothOrNone, Implied, Less, LessOrNull, OneOfTwo};
    let ty = select(&["integer", "timestamptz", "date", "numeric(8,3)"][..]);
    prop_oneof![
        ty.clone().prop_map(Less),
        ty.prop_map(LessOrNull),
        select(&[Between, OneOfTwo, AtLeastOne, BothOrNone, Implied][..]),
    ]
}

fn partitions() -> impl Strategy<Value = Partitions> {
    use Partitions::{
        Hash, HashInList, ListOfLabels, ListOfTexts, ListWithDefault, RangeOfDays, RangeOfNumbers,
    };
    select(
        &[
            ListOfTexts,
            ListOfLabels,
            ListWithDefault,
            RangeOfNumbers,
            RangeOfDays,
            Hash,
            HashInList,
        ][..],
    )
}

/// The statements that make a schema of these tables.
pub fn script(tables: &[Table]) -> String {
    let mut sql = "CREATE TYPE mood AS ENUM ('sad', 'so so', 'glad', 'Ébloui', 'x');\n\
        CREATE TYPE size AS ENUM ('s', 'm', 'l', 'xl', 'xxl', '3xl', '4xl', '5xl', '6xl', '7xl');\n"
        .to_owned();
    for (number, table) in tables.iter().enumerate() {
        sql += &table.create(number, tables);
    }
    // Those that they point to are there now.
    for (number, table) in tables.iter().enumerate() {
        sql += &table.foreign_keys(number, tables);
    }
    sql
}

impl Table {
    /// The columns of its primary key, and their types.
    fn key_columns(&self) -> Vec<(String, &'static str)> {
        let mut columns = match self.key {
            Key::Identity | Key::Always | Key::Serial | Key::Plain => {
                vec![("id".to_owned(), "bigint")]
            }
            Key::Uuid => vec![("id".to_owned(), "uuid")],
            Key::Text => vec![("code".to_owned(), "varchar(30)")],
            Key::Pair => vec![("one".to_owned(), "integer"), ("other".to_owned(), "text")],
        };
        columns.extend(
            self.partitions
                .and_then(|it| Some(("part".to_owned(), it.column()?))),
        );
        columns
    }

    fn create(&self, number: usize, tables: &[Table]) -> String {
        let mut domains = String::new();
        let mut parts = Vec::new();
        for (name, ty) in self.key_columns() {
            let ty = match (&*name, self.key) {
                ("id", Key::Identity) => "bigint GENERATED BY DEFAULT AS IDENTITY",
                ("id", Key::Always) => "bigint GENERATED ALWAYS AS IDENTITY",
                ("id", Key::Serial) => "bigserial",
                ("id", Key::Uuid) => "uuid DEFAULT gen_random_uuid()",
                _ => ty,
            };
            parts.push(format!("{name} {ty} NOT NULL"));
        }
        for (place, column) in self.columns.iter().enumerate() {
            let name = format!("c{place}");
            let null = if column.is_nullable { "" } else { " NOT NULL" };
            let form = &column.form;
            let check = |name: &str| match &form.check {
                Some(check) => format!(" CHECK ({})", check.replace("{c}", name)),
                None => String::new(),
            };
            if column.is_domain {
                let domain = format!("domain_{number}_{place}");
                domains += &format!("CREATE DOMAIN {domain} AS {}{};\n", form.ty, check("VALUE"));
                parts.push(format!("{name} {domain}{null}"));
            } else {
                parts.push(format!("{name} {}{null}{}", form.ty, check(&name)));
            }
        }
        for (place, reference) in self.references.iter().enumerate() {
            let null = if reference.is_nullable {
                ""
            } else {
                " NOT NULL"
            };
            let target = &tables[reference.target.index(tables.len())];
            for (name, ty) in target.key_columns() {
                parts.push(format!("r{place}_{name} {ty}{null}"));
            }
        }
        parts.extend(self.rule.map(Rule::sql));
        let key: Vec<String> = self
            .key_columns()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
        let by = self
            .partitions
            .map_or("", Partitions::by)
            .replace("{key}", &key[0]);
        let mut sql = format!(
            "{domains}CREATE TABLE t{number} (\n    {}\n){by};\n",
            parts.join(",\n    ")
        );
        sql += &self
            .partitions
            .map_or_else(String::new, |it| it.sql(number));
        sql + &self.unique(number).unwrap_or_default()
    }

    fn unique(&self, number: usize) -> Option<String> {
        let (unique, place) = self.unique?;
        if self.partitions.is_some() {
            return None;
        }
        let fits = |column: &&(usize, &Column)| {
            let form = &column.1.form;
            match unique {
                Unique::Lower => form.is_text() && form.values == Values::Many,
                Unique::Exclusion => form.ty == "int4range",
                _ => form.values == Values::Many && form.ty != "json",
            }
        };
        let columns: Vec<(usize, &Column)> = self.columns.iter().enumerate().collect();
        let columns: Vec<&(usize, &Column)> = columns.iter().filter(fits).collect();
        let (place, _) = columns.get(place.index(columns.len().max(1)))?;
        Some(match unique {
            Unique::Column => format!("ALTER TABLE t{number} ADD UNIQUE (c{place});\n"),
            Unique::NullsNotDistinct => {
                format!("ALTER TABLE t{number} ADD UNIQUE NULLS NOT DISTINCT (c{place});\n")
            }
            Unique::Partial => {
                format!("CREATE UNIQUE INDEX ON t{number} (c{place}) WHERE c{place} IS NOT NULL;\n")
            }
            Unique::WithFlag => format!(
                "ALTER TABLE t{number} ADD COLUMN flag boolean NOT NULL;\n\
                 CREATE UNIQUE INDEX ON t{number} (flag) WHERE flag;\n\
                 CREATE UNIQUE INDEX ON t{number} (c{place}, flag) WHERE NOT flag;\n"
            ),
            Unique::Lower => format!("CREATE UNIQUE INDEX ON t{number} (lower(c{place}));\n"),
            Unique::Exclusion => {
                format!("ALTER TABLE t{number} ADD EXCLUDE USING gist (c{place} WITH &&);\n")
            }
        })
    }

    fn foreign_keys(&self, number: usize, tables: &[Table]) -> String {
        let mut sql = String::new();
        for (place, reference) in self.references.iter().enumerate() {
            let at = reference.target.index(tables.len());
            let columns = tables[at].key_columns();
            let own: Vec<String> = columns
                .iter()
                .map(|(name, _)| format!("r{place}_{name}"))
                .collect();
            let its: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
            let (own, its) = (own.join(", "), its.join(", "));
            let full = if reference.is_full { " MATCH FULL" } else { "" };
            // In a cycle, rows can point to each other only where that is asked for at the end.
            let deferred = if at > number && !reference.is_nullable {
                " DEFERRABLE INITIALLY DEFERRED"
            } else {
                ""
            };
            sql += &format!(
                "ALTER TABLE t{number} ADD FOREIGN KEY ({own}) REFERENCES t{at} ({its}){full}{deferred};\n"
            );
            if reference.is_alone && self.partitions.is_none() {
                sql += &format!("ALTER TABLE t{number} ADD UNIQUE ({own});\n");
            }
        }
        sql
    }

    /// Whether nothing keeps the table of this number from holding a row of each family. What it points to may do so, and a
    /// row that has to point to itself by several columns is hard to find.
    pub fn is_open(&self, number: usize, count: usize) -> bool {
        let is_wide = self.key_columns().len() > 1;
        self.references.iter().all(|it| {
            let is_itself = it.target.index(count) == number && !it.is_nullable;
            !(it.is_alone || is_itself && is_wide)
        })
    }
}

impl Rule {
    fn sql(self) -> String {
        match self {
            Self::Less(ty) => format!("low {ty} NOT NULL, high {ty} NOT NULL, CHECK (low < high)"),
            Self::LessOrNull(ty) => format!("high {ty}, low {ty} NOT NULL, CHECK (high IS NULL OR high >= low)"),
            Self::Between => "a integer NOT NULL, b integer NOT NULL, c integer NOT NULL, CHECK (a <= b AND b < c)".to_owned(),
            Self::OneOfTwo => "phone text, email text, CHECK ((phone IS NULL) <> (email IS NULL))".to_owned(),
            Self::AtLeastOne => "phone text, email text, CHECK (num_nonnulls(phone, email) >= 1)".to_owned(),
            Self::BothOrNone => {
                "amount numeric(10,2), currency char(3), CHECK ((amount IS NULL) = (currency IS NULL))".to_owned()
            }
            Self::Implied => "state mood NOT NULL, closed_at timestamptz, CHECK (state <> 'glad' OR closed_at IS NOT NULL)".to_owned(),
        }
    }
}

impl Partitions {
    /// The type of its column; `None` where it is by the key.
    fn column(self) -> Option<&'static str> {
        Some(match self {
            Self::ListOfTexts | Self::ListWithDefault | Self::HashInList => "text",
            Self::ListOfLabels => "mood",
            Self::RangeOfNumbers => "integer",
            Self::RangeOfDays => "date",
            Self::Hash => return None,
        })
    }

    fn by(self) -> &'static str {
        match self {
            Self::ListOfTexts | Self::ListWithDefault | Self::ListOfLabels | Self::HashInList => {
                " PARTITION BY LIST (part)"
            }
            Self::RangeOfNumbers | Self::RangeOfDays => " PARTITION BY RANGE (part)",
            Self::Hash => " PARTITION BY HASH ({key})",
        }
    }

    fn sql(self, number: usize) -> String {
        let bounds: &[&str] = match self {
            Self::ListOfTexts => &["IN ('a', 'B c')", "IN ('é')"],
            Self::ListWithDefault => &["IN ('a')", "DEFAULT"],
            Self::ListOfLabels => &["IN ('glad', 'sad')", "IN ('x')"],
            Self::RangeOfNumbers => &["FROM (MINVALUE) TO (-5)", "FROM (100) TO (103)"],
            Self::RangeOfDays => &[
                "FROM ('2019-01-01') TO ('2019-02-01')",
                "FROM ('2019-02-01') TO ('2019-03-01')",
            ],
            Self::Hash => &[
                "WITH (MODULUS 2, REMAINDER 0)",
                "WITH (MODULUS 2, REMAINDER 1)",
            ],
            Self::HashInList => &["IN ('a')"],
        };
        let parts = bounds.iter().enumerate().map(|(place, bound)| {
            let values = if bound.starts_with('D') {
                ""
            } else {
                "FOR VALUES "
            };
            let create =
                format!("CREATE TABLE t{number}_{place} PARTITION OF t{number} {values}{bound}");
            if self != Self::HashInList {
                return format!("{create};\n");
            }
            let below = [0, 1].map(|rest| {
                format!(
                    "CREATE TABLE t{number}_{place}_{rest} PARTITION OF t{number}_{place} \
                     FOR VALUES WITH (MODULUS 2, REMAINDER {rest});\n"
                )
            });
            format!("{create} PARTITION BY HASH (part);\n{}", below.concat())
        });
        parts.collect()
    }
}
