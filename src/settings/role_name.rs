//! The name of a role.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::json;
use toml::Spanned;
use toml::de::DeValue;

use super::SettingType;
use super::setting_type::{Unfit, unfit};

/// PostgreSQL cuts off the bytes of a name that come behind so many.
const LONGEST: usize = 63;

/// The name of a role, as the catalog has it: neither quoted nor empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// The name of a role; `None` for what PostgreSQL would cut off, and for what a line of pg_hba.conf cannot hold.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = !text.is_empty()
            && text.len() <= LONGEST
            && !text.starts_with('/')
            && !text.contains(|c: char| c == '\\' || c.is_control());
        is_one.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SettingType for RoleName {
    fn expected() -> String {
        format!(
            "expected the name of a role as in pg_roles, up to {LONGEST} bytes, without a backslash, a control \
             character or a leading slash"
        )
    }

    fn from_text(text: &OsStr) -> Option<Self> {
        text.to_str().and_then(Self::parse)
    }

    fn from_toml(value: &Spanned<DeValue<'_>>, _: &Path) -> Result<Self, Unfit> {
        let name = value.get_ref().as_str().and_then(Self::parse);
        name.ok_or_else(|| unfit::<Self>(value))
    }

    fn to_text(&self) -> String {
        self.0.clone()
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string", "minLength": 1 })
    }
}
