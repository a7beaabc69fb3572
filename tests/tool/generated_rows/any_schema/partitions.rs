//! Partitions by list, range and hash, and below each other.

use proptest::prelude::*;
use proptest::sample::select;

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

pub fn partitions() -> impl Strategy<Value = Partitions> {
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

impl Partitions {
    /// The type of its column; `None` where it is by the key.
    pub fn column(self) -> Option<&'static str> {
        Some(match self {
            Self::ListOfTexts | Self::ListWithDefault | Self::HashInList => "text",
            Self::ListOfLabels => "mood",
            Self::RangeOfNumbers => "integer",
            Self::RangeOfDays => "date",
            Self::Hash => return None,
        })
    }

    pub fn by(self) -> &'static str {
        match self {
            Self::ListOfTexts | Self::ListWithDefault | Self::ListOfLabels | Self::HashInList => {
                " PARTITION BY LIST (part)"
            }
            Self::RangeOfNumbers | Self::RangeOfDays => " PARTITION BY RANGE (part)",
            Self::Hash => " PARTITION BY HASH ({key})",
        }
    }

    pub fn sql(self, number: usize) -> String {
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
