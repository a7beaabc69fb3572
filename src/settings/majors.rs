//! The major versions of PostgreSQL for throw-away servers.

use std::ffi::OsStr;
use std::path::Path;

use serde::Serialize;
use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::Major;
use super::setting_type::{SettingType, Unfit, unfit};

/// One major version or several, each once, in the order in which they are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Majors {
    first: Major,
    others: Vec<Major>,
}

impl Majors {
    /// These, if there are any.
    #[must_use]
    pub fn of(all: &[Major]) -> Option<Self> {
        let (first, rest) = all.split_first()?;
        let mut others = Vec::new();
        for major in rest {
            if major != first && !others.contains(major) {
                others.push(*major);
            }
        }
        Some(Self {
            first: *first,
            others,
        })
    }

    /// The one that is named first: where only one server is wanted, it is of that.
    #[must_use]
    pub fn first(&self) -> Major {
        self.first
    }

    /// Whether there is more than one.
    #[must_use]
    pub fn are_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// All of them, the oldest first.
    #[must_use]
    pub fn oldest_first(&self) -> Vec<Major> {
        let mut all = vec![self.first];
        all.extend(&self.others);
        all.sort_unstable();
        all
    }
}

impl From<Major> for Majors {
    fn from(major: Major) -> Self {
        Self {
            first: major,
            others: Vec::new(),
        }
    }
}

impl SettingType for Majors {
    fn expected() -> String {
        format!("{}, or several of them, such as 15,17", Major::expected())
    }

    fn expected_in_toml() -> String {
        format!("{}, or a list of them, such as [15, 17]", Major::expected())
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        let majors = text.to_str()?.split(',').map(|part| {
            let part = OsStr::new(part.trim());
            Major::from_text(part)
        });
        Self::of(&majors.collect::<Option<Vec<_>>>()?)
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, folder: &Path) -> Result<Self, Unfit> {
        let Some(parts) = value.get_ref().as_array() else {
            let one = Major::from_toml(value, folder).map(Self::from);
            return one.map_err(|_| unfit::<Self>(value));
        };
        let majors = parts.iter().map(|part| Major::from_toml(part, folder));
        let majors = majors.collect::<Result<Vec<_>, _>>()?;
        Self::of(&majors).ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        let all = [self.first].into_iter().chain(self.others.iter().copied());
        all.map(|major| major.to_text())
            .collect::<Vec<_>>()
            .join(",")
    }

    fn schema() -> serde_json::Value {
        json!({
            "oneOf": [
                Major::schema(),
                { "type": "array", "items": Major::schema(), "minItems": 1 },
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn read(text: &str) -> Option<Majors> {
        Majors::from_text(OsStr::new(text))
    }

    #[test]
    fn several_majors_are_each_taken_once_and_the_first_named_stays_first() {
        let majors = read("17, 14,17,15").expect("each is supported");
        assert_eq!(majors.first().number(), 17);
        assert_eq!(majors.to_text(), "17,14,15");
        let numbers = majors.oldest_first().into_iter().map(Major::number);
        assert_eq!(numbers.collect::<Vec<_>>(), [14, 15, 17]);
        assert!(majors.are_several());
        assert!(!read("16,16").expect("it is supported").are_several());
    }

    #[test]
    fn a_list_with_anything_else_in_it_is_refused() {
        for text in ["", ",", "14,", "14,13", "14;15", "14-16"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
