//! What a check found as workflow commands, which GitHub shows beside the lines that they are about.

use std::path::Path;

use anstream::adapter::strip_str;

use super::findings::{details, fault, holding};
use super::place::below;
use crate::escape;
use crate::findings::{Finding, Findings, Standing};

/// A command for each finding, and the answer as the last line. `current` is the folder, absolute,
/// below which files are named.
#[must_use]
pub fn github(findings: &Findings, current: &Path) -> String {
    let commands = findings.items.iter();
    let text: String = commands
        .filter_map(|finding| command(finding, current))
        .collect();
    text + &escape::output(&format!("{} {}\n", holding(findings), fault(findings)))
}

/// An error that left no result, as a command.
#[must_use]
pub fn github_error(error: &dyn std::error::Error) -> String {
    let words = escape::continued(&escape::conceal(&error.to_string()));
    format!("::error title=pgconform::{}\n", data(&words))
}

/// The command for a finding; `None` where nobody has anything to do.
fn command(finding: &Finding, current: &Path) -> Option<String> {
    let (level, how) = match finding.standing {
        Standing::Fails => ("error", ""),
        Standing::Uncovered => ("error", "uncovered: "),
        Standing::Tolerated => ("warning", ""),
        Standing::Known => ("notice", "known: "),
        Standing::Note => ("notice", "note: "),
        Standing::Acknowledged | Standing::Allowed => return None,
    };
    let mut properties = Vec::new();
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&below(&place.path, current))));
        if let Some(line) = place.line {
            properties.push(format!("line={line}"));
        }
    }
    let title = format!("{how}{} ({})", finding.kind.word(), finding.id);
    properties.push(format!("title={}", property(&title)));
    let of = match &finding.migration {
        Some(it) => escape::line(format!("{} {}: ", it.version, it.name)),
        None => String::new(),
    };
    let seen = strip_str(&details(&[finding])).to_string();
    let message = format!("{of}{}\n{}", finding.what, seen.trim_end());
    let properties = properties.join(",");
    Some(format!("::{level} {properties}::{}\n", data(&message)))
}

/// A command ends with its line, so what would end it is written as its code. GitHub shows the rest to
/// people, who see each character of it.
fn data(text: &str) -> String {
    escape::seen(text).replace('%', "%25").replace('\n', "%0A")
}

/// In a property, what would end the property too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_a_property_is_escaped() {
        assert_eq!(data("100%\r\n::a,b"), "100%25\\u{d}%0A::a,b");
        assert_eq!(property("100%\r\n::a,b"), "100%25\\u{d}%0A%3A%3Aa%2Cb");
        // What looks like a code already is text.
        assert_eq!(data("%0A"), "%250A");
    }
}
