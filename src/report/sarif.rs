//! What a check found as SARIF 2.1.0, which code scanning and editors read.

use anstream::adapter::strip_str;
use serde_json::{Value, json};

use super::findings::details;
use super::place::{Folders, Shown};
use crate::escape;
use crate::findings::{Finding, Findings, Kind, Severity, Standing};

/// By which a file says what it is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with a result for each finding. What is known, acknowledged or allowed is there too, as suppressed.
#[must_use]
pub fn sarif(findings: &Findings, folders: Folders<'_>) -> String {
    let kinds: Vec<Kind> = found_kinds(findings);
    let results = findings.items.iter();
    let results: Vec<Value> = results
        .map(|it| result(it, findings, &kinds, folders))
        .collect();
    let rules: Vec<Value> = kinds.into_iter().map(rule).collect();
    log(&json!({
        "tool": driver(&rules),
        // Results of one check replace those of the same check only.
        "automationDetails": { "id": format!("pgconform/{}/", findings.check) },
        "columnKind": "unicodeCodePoints",
        "invocations": [{ "executionSuccessful": true }],
        "results": results,
    }))
}

/// An error that left no result: a run that did not succeed.
#[must_use]
pub fn sarif_error(error: &dyn std::error::Error) -> String {
    let text = escape::line(escape::conceal(&error.to_string()));
    log(&json!({
        "tool": driver(&[]),
        "columnKind": "unicodeCodePoints",
        "invocations": [{
            "executionSuccessful": false,
            "toolExecutionNotifications": [{ "level": "error", "message": { "text": text } }],
        }],
        "results": [],
    }))
}

fn log(run: &Value) -> String {
    super::json(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

fn driver(rules: &[Value]) -> Value {
    json!({ "driver": {
        "name": "pgconform",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    } })
}

/// The kinds of the findings, the worst first.
fn found_kinds(findings: &Findings) -> Vec<Kind> {
    let is_found = |kind: &Kind| findings.items.iter().any(|it| it.kind == *kind);
    Kind::ALL.iter().copied().filter(is_found).collect()
}

fn rule(kind: Kind) -> Value {
    let level = match kind.severity() {
        Severity::Fault => "error",
        Severity::Note => "note",
    };
    let mut rule = json!({
        "id": kind.word(),
        "name": kind.title(),
        "shortDescription": { "text": kind.title() },
        "defaultConfiguration": { "level": level },
    });
    if let Some(help) = kind.help() {
        rule["help"] = json!({ "text": help });
    }
    rule
}

fn result(finding: &Finding, findings: &Findings, kinds: &[Kind], folders: Folders<'_>) -> Value {
    let (level, suppressed) = match finding.standing {
        Standing::Fails | Standing::Uncovered => ("error", None),
        Standing::Tolerated => ("warning", None),
        Standing::Note => ("note", None),
        Standing::Known => ("warning", Some("known: the baseline holds it".to_owned())),
        Standing::Allowed => ("note", Some("findings of this kind are allowed".to_owned())),
        Standing::Acknowledged => ("note", finding.acknowledged_by.clone()),
    };
    let of = match &finding.migration {
        Some(it) => escape::line(format!("{} {}: ", it.version, it.name)),
        None => String::new(),
    };
    let seen = strip_str(&details(&[finding])).to_string();
    let said = findings.scope.said(finding);
    let text = format!("{of}{said}\n{}", seen.trim_end());
    let mut result = json!({
        "ruleId": finding.kind.word(),
        "ruleIndex": kinds.iter().position(|kind| *kind == finding.kind),
        "level": level,
        "message": { "text": escape::seen(&text) },
        "locations": [{ "physicalLocation": location(&folders.place(finding)) }],
        "partialFingerprints": { "pgconformId/v1": finding.id },
    });
    if let Some(seen_on) = &finding.seen_on {
        result["properties"] = json!({ "postgres": seen_on });
    }
    if let Some(reason) = suppressed {
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": escape::line(reason),
        }]);
    }
    result
}

fn location(shown: &Shown) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(&shown.file) } });
    if let Some(line) = shown.line {
        location["region"] = json!({ "startLine": line });
        if let Some(column) = shown.column {
            location["region"]["startColumn"] = json!(column);
        }
    }
    location
}

/// A path as a reference that a reader resolves: relative, or below `file://` where it is absolute.
fn uri(path: &str) -> String {
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(byte);
    let encoded = path.bytes().map(|byte| {
        if is_plain(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    format!("{scheme}{}", encoded.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference_whatever_it_holds() {
        for (path, expected) in [
            ("migrations/V1__a.sql", "migrations/V1__a.sql"),
            ("a b/é#?.sql", "a%20b/%C3%A9%23%3F.sql"),
            ("c:d", "c%3Ad"),
            ("/srv/V1.sql", "file:///srv/V1.sql"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
