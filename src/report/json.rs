//! The JSON format: one indented object.

use serde::Serialize;

use crate::escape;
use crate::findings::{Finding, Findings, Resolved};

/// The version of the JSON form of what checks find; another one breaks who reads it.
const SCHEMA_VERSION: u32 = 1;

/// What a check found, with what it saw.
#[derive(Debug, Serialize)]
pub struct Answered<'a, T> {
    schema_version: u32,
    check: &'static str,
    #[serde(flatten)]
    seen: T,
    holds: bool,
    findings: &'a [Finding],
    resolved: &'a [Resolved],
}

impl<'a, T: Serialize> Answered<'a, T> {
    /// Findings, and what their check saw.
    pub fn new(findings: &'a Findings, seen: T) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            check: findings.check,
            seen,
            holds: findings.hold(),
            findings: &findings.items,
            resolved: &findings.resolved,
        }
    }
}

/// The JSON text of a result, with a final newline.
#[must_use]
pub fn json(result: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(result);
    escape::json(&text.expect("results are plain data with text keys")) + "\n"
}
