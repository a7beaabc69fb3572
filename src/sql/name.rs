//! Names of relations.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::identifier;

/// A relation's name with its schema, neither of them quoted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QualifiedName {
    /// Its schema.
    pub schema: String,
    /// Its name in it.
    pub name: String,
}

/// As SQL writes it.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", identifier(&self.schema), identifier(&self.name))
    }
}
