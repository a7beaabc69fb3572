//! The size of a file, in the units that PostgreSQL has.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::setting_type::{SettingType, Unfit, unfit};
use super::{Environment, Error, Origin};
use crate::files;

/// A number of bytes: `300MB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSize(pub u64);

/// Each is 1024 of the one before it.
const UNITS: [(&str, u32); 5] = [("TB", 40), ("GB", 30), ("MB", 20), ("kB", 10), ("B", 0)];

impl FileSize {
    /// Makes what the environment says the limit of this process. It is asked before any file is read, `pgconform.toml` too,
    /// so that no file decides how much of it is read.
    pub fn limit_of(environment: &Environment) -> Result<(), Error> {
        let Some(text) = environment.non_empty(files::LIMIT_VARIABLE) else {
            return Ok(());
        };
        let unfit = || {
            let origin = Origin::Variable(files::LIMIT_VARIABLE);
            let text = text.to_string_lossy();
            Error::unfit::<Self>(&origin, files::LIMIT_VARIABLE, &text)
        };
        let Self(bytes) = Self::from_text(text).ok_or_else(unfit)?;
        files::set_limit(bytes);
        Ok(())
    }
}

impl SettingType for FileSize {
    fn expected() -> String {
        "expected a size in kB, MB, GB or TB, for instance 300MB".to_owned()
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        let text = text.to_str()?.trim();
        let ending = |(unit, _): &(&str, u32)| {
            let at = text.len().checked_sub(unit.len());
            at.and_then(|at| text.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(unit))
        };
        let (unit, bits) = UNITS.into_iter().find(ending)?;
        let number: u64 = text[..text.len() - unit.len()].trim().parse().ok()?;
        let bytes = number.checked_mul(1 << bits)?;
        (bytes > 0).then_some(Self(bytes))
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        let text = value.get_ref().as_str();
        let size = text.and_then(|text| Self::from_text(OsStr::new(text)));
        size.ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        files::shown(self.0)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_a_unit() {
        for (text, bytes) in [
            ("100MB", Some(files::DEFAULT_LIMIT)),
            ("2 gb", Some(2 << 30)),
            ("7kB", Some(7 << 10)),
            ("12B", Some(12)),
            ("12", None),
            ("0MB", None),
            ("-1MB", None),
            ("MB", None),
            ("99999999999999999TB", None),
            ("\u{20ac}", None),
        ] {
            let read = FileSize::from_text(OsStr::new(text));
            assert_eq!(read, bytes.map(FileSize), "{text}");
        }
        assert_eq!(FileSize(3 << 20).to_text(), "3MB");
        assert_eq!(FileSize(1025).to_text(), "1025B");
    }
}
