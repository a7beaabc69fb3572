//! What a check found as GitLab's Code Quality report, which a merge request shows beside its changes.

use anstream::adapter::strip_str;
use serde::Serialize;

use super::findings::details;
use super::json::json;
use super::place::Folders;
use crate::escape;
use crate::findings::{Finding, Findings, Standing};

/// One issue, with the keys that GitLab reads.
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    content: Option<Content>,
    location: Location,
}

/// What to do, as Markdown, which GitLab leaves unread today and Code Climate's readers show.
#[derive(Serialize)]
struct Content {
    body: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// An issue for each finding that somebody has something to do about. Its fingerprint is the finding's id, so that
/// GitLab can tell what a merge request adds and what it resolves.
#[must_use]
pub fn code_quality(findings: &Findings, folders: Folders<'_>) -> String {
    let issues = findings.items.iter();
    let issues: Vec<Issue> = issues
        .filter_map(|it| issue(it, findings, folders))
        .collect();
    json(&issues)
}

/// An error that left no result, as an issue that blocks.
#[must_use]
pub fn code_quality_error(error: &dyn std::error::Error) -> String {
    json(&[Issue {
        description: escape::line(escape::conceal(&error.to_string())),
        check_name: "no_result",
        fingerprint: "pgconform-no_result".to_owned(),
        severity: "blocker",
        content: None,
        location: Location {
            path: "pgconform.toml".to_owned(),
            lines: Lines { begin: 1 },
        },
    }])
}

/// The issue of a finding; `None` where nobody has anything to do.
fn issue(finding: &Finding, findings: &Findings, folders: Folders<'_>) -> Option<Issue> {
    let severity = match finding.standing {
        Standing::Fails | Standing::Uncovered => "critical",
        Standing::Known | Standing::Tolerated => "minor",
        Standing::Note => "info",
        Standing::Acknowledged | Standing::Allowed => return None,
    };
    let of = match &finding.migration {
        Some(it) => format!("{} {}: ", it.version, it.name),
        None => String::new(),
    };
    let place = folders.place(finding);
    let seen = strip_str(&details(&[finding])).to_string();
    Some(Issue {
        description: escape::line(of + &findings.scope.said(finding)),
        check_name: finding.kind.word(),
        fingerprint: finding.id.to_string(),
        severity,
        content: Some(Content {
            body: escape::seen(seen.trim_end()),
        }),
        location: Location {
            path: escape::line(place.file),
            lines: Lines {
                begin: place.line.unwrap_or(1),
            },
        },
    })
}
