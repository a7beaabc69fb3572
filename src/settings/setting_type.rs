//! How the value of a setting is read from a text and from TOML, and how it is shown.

use std::ffi::OsStr;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::Major;
use super::words::{Word, nearest};

/// The value of a setting.
pub trait SettingType: Sized {
    /// What it may be, for an error: `expected true or false`.
    fn expected() -> String;

    /// The same in a file, where TOML has words of its own.
    #[must_use]
    fn expected_in_toml() -> String {
        Self::expected()
    }

    /// From a variable's value.
    fn from_text(text: &OsStr) -> Option<Self>;

    /// From a file's value; `folder` is the file's, from which relative paths go.
    fn from_toml(value: &Spanned<DeValue<'_>>, folder: &Path) -> Result<Self, Unfit>;

    /// As a person would write it.
    fn to_text(&self) -> String;

    /// Its JSON schema.
    fn schema() -> serde_json::Value;

    /// What stands between the parts of a list in one text.
    const SEPARATOR: char = ',';

    /// The nearest word to one that was mistyped.
    #[must_use]
    fn suggestion(_mistyped: &str) -> Option<&'static str> {
        None
    }
}

/// Where in a file a value is that a setting cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    pub(super) bytes: Range<usize>,
    /// What would be right there.
    pub(super) expected: String,
    /// What the nearest word to it is.
    pub(super) suggestion: Option<&'static str>,
}

pub(super) fn unfit<T: SettingType>(value: &Spanned<DeValue<'_>>) -> Unfit {
    Unfit {
        bytes: value.span(),
        expected: T::expected_in_toml(),
        suggestion: value.get_ref().as_str().and_then(T::suggestion),
    }
}

impl SettingType for String {
    fn expected() -> String {
        "expected a text".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        text.to_str().map(str::to_owned)
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        let text = value.get_ref().as_str().map(str::to_owned);
        text.filter(|text| !text.is_empty())
            .ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.clone()
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

impl SettingType for PathBuf {
    const SEPARATOR: char = ':';

    fn expected() -> String {
        "expected a path".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        Some(Self::from(text))
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, folder: &Path) -> Result<Self, Unfit> {
        let path = value.get_ref().as_str().filter(|path| !path.is_empty());
        path.map(|path| folder.join(path))
            .ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.display().to_string()
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

impl SettingType for bool {
    fn expected() -> String {
        "expected true, yes or 1, or false, no or 0".to_owned()
    }

    fn expected_in_toml() -> String {
        "expected true or false".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        match text.to_str()? {
            "1" | "true" | "yes" => Some(true),
            "0" | "false" | "no" => Some(false),
            _ => None,
        }
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        value
            .get_ref()
            .as_bool()
            .ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.to_string()
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "boolean" })
    }
}

impl SettingType for usize {
    fn expected() -> String {
        "expected a number, 0 or more".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        text.to_str()?.parse().ok()
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        let number = integer(value).and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.to_string()
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "integer", "minimum": 0 })
    }
}

impl SettingType for Major {
    fn expected() -> String {
        let all = Self::ALL.map(|major| major.to_text());
        format!("expected {}", all.join(", "))
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        Self::new(text.to_str()?.parse().ok()?)
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        integer(value)
            .and_then(Self::new)
            .ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.number().to_string()
    }

    fn schema() -> serde_json::Value {
        json!({ "enum": Self::ALL })
    }
}

impl<W: Word> SettingType for W {
    fn expected() -> String {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        let (last, others) = words.split_last().expect("there are words");
        format!("expected {} or {last}", others.join(", "))
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        let known = W::WORDS.iter().find(|(word, _)| text == *word);
        known.map(|(_, value)| *value)
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        let text = value.get_ref().as_str();
        let known = text.and_then(|text| Self::from_text(OsStr::new(text)));
        known.ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        let known = W::WORDS.iter().find(|(_, value)| value == self);
        known.map_or("", |(word, _)| *word).to_owned()
    }

    fn schema() -> serde_json::Value {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        json!({ "enum": words })
    }

    fn suggestion(mistyped: &str) -> Option<&'static str> {
        let words: Vec<&str> = W::WORDS.iter().map(|(word, _)| *word).collect();
        nearest(mistyped, &words)
    }
}

/// A list, empty parts of which are none.
impl<T: SettingType> SettingType for Vec<T> {
    fn expected() -> String {
        "expected a list: [\"...\", \"...\"]".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        let separator = u8::try_from(T::SEPARATOR).ok()?;
        let parts = text.as_bytes().split(|byte| *byte == separator);
        let parts = parts.filter(|part| !part.is_empty());
        parts
            .map(|part| T::from_text(OsStr::from_bytes(part)))
            .collect()
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, folder: &Path) -> Result<Self, Unfit> {
        let parts = value.get_ref().as_array();
        let parts = parts.ok_or_else(|| unfit::<Self>(value))?;
        parts
            .iter()
            .map(|part| T::from_toml(part, folder))
            .collect()
    }

    fn to_text(&self) -> String {
        let parts: Vec<String> = self.iter().map(T::to_text).collect();
        parts.join(&T::SEPARATOR.to_string())
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": T::schema() })
    }
}

fn integer(value: &Spanned<DeValue<'_>>) -> Option<i64> {
    let number = value.get_ref().as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
