//! CHECKs on several columns of a table, which brings those columns along.

use proptest::prelude::*;
use proptest::sample::select;

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

pub fn rule() -> impl Strategy<Value = Rule> {
    use Rule::{AtLeastOne, Between, BothOrNone, Implied, Less, LessOrNull, OneOfTwo};
    let ty = select(&["integer", "timestamptz", "date", "numeric(8,3)"][..]);
    prop_oneof![
        ty.clone().prop_map(Less),
        ty.prop_map(LessOrNull),
        select(&[Between, OneOfTwo, AtLeastOne, BothOrNone, Implied][..]),
    ]
}

impl Rule {
    pub fn sql(self) -> String {
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
