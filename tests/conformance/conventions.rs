//! Every table and every migration, present and future, follows `migrations/README.md`.
//!
//! Each rule lists what breaks it, by name. A rule of the database is one file in
//! `conventions/rules/`, with a breach beside it that shows what it finds; a rule of the files is
//! one function in `conventions/files.rs`. What may break a rule is listed in
//! `conventions/exceptions.rs`.

mod applied;
mod bare_sql;
mod exceptions;
mod files;
mod planted_files;
mod readme;
mod rules;
mod suite;

use std::fmt;
use std::path::{Path, PathBuf};

pub use rules::{all as rules, tables, violations};

/// One thing that breaks one rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The rule's name, which is a claim about everything that follows it.
    pub rule: String,
    /// What breaks it: `table todo`, or `V0010__add_todo.sql:7`.
    pub object: String,
}

impl Violation {
    fn new(rule: &str, object: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            object: object.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} breaks {}", self.object, self.rule)
    }
}

/// A place in this repository.
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn lines(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(Violation::to_string).collect()
}
