//! Writing a baseline: all of it, or nothing.

use std::collections::HashSet;

use super::{Baseline, Entry, Error};
use crate::findings::{Finding, Findings, Id, Standing};
use crate::{escape, files};

/// What the file begins with.
fn header(check: &str) -> Vec<String> {
    vec![
        format!(
            "# Findings of 'pgconform {check}' that are known: with --baseline they fail no run, and whatever is not here does."
        ),
        "# Only the ids are read. Written by --write-baseline, which keeps the comments above the lines that stay."
            .to_owned(),
    ]
}

/// Which new findings a baseline takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accept {
    /// All that fail.
    New,
    /// Those that came to light behind a known one that is resolved.
    Uncovered,
}

/// What became of a baseline.
#[derive(Debug, Clone)]
pub struct Written {
    /// As it is now.
    pub baseline: Baseline,
    /// How many findings it holds.
    pub entries: usize,
    /// How many it held before and holds no more.
    pub removed: usize,
}

impl Baseline {
    /// Writes what was found into the file, in place of its content. What this run did not check, or could not
    /// see because something before it failed, stays.
    pub fn write(&self, findings: &Findings, accept: Accept) -> Result<Written, Error> {
        let baseline = self.next(findings, accept);
        let text = baseline.faithful_text()?;
        files::replace(&self.file, &text).map_err(|source| Error::Unwritable {
            file: self.file.clone(),
            source,
        })?;
        let removed = self.resolved(findings).count();
        Ok(Written {
            entries: baseline.entries.len(),
            removed,
            baseline,
        })
    }

    /// What the file is to hold. `findings` are as [`Baseline::judge`] has them.
    fn next(&self, findings: &Findings, accept: Accept) -> Self {
        let is_taken = |finding: &&Finding| match finding.standing {
            Standing::Known | Standing::Uncovered => true,
            Standing::Fails | Standing::Tolerated => accept == Accept::New,
            Standing::Note | Standing::Acknowledged | Standing::Allowed => {
                self.holds(finding) && finding.acknowledged_by.is_none()
            }
        };
        // Each entry with its place; what is of no migration comes after the last one.
        let last = usize::MAX;
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        for finding in findings.items.iter().filter(is_taken) {
            let old = self.entries.iter().find(|entry| entry.is_of(finding));
            let entry = Entry {
                id: finding.id.clone(),
                what: what(finding, findings),
                above: old.map_or_else(Vec::new, |entry| entry.above.clone()),
            };
            entries.push((findings.scope.place(&finding.id).unwrap_or(last), entry));
        }
        let resolved: HashSet<&Id> = self.resolved(findings).map(|entry| &entry.id).collect();
        let mut before = 0;
        for entry in &self.entries {
            let is_found = findings.items.iter().any(|finding| entry.is_of(finding));
            // Of a step that was not asked for, it stays behind what it stood behind.
            let place = match findings.scope.place(&entry.id) {
                Some(place) => place,
                None if entry.id.is_of_none() => last,
                None => before,
            };
            before = place;
            if !is_found && !resolved.contains(&entry.id) {
                entries.push((place, entry.clone()));
            }
        }
        entries.sort_by_key(|(place, _)| *place);
        let header = match &self.header[..] {
            [] => header(findings.check),
            header => header.to_vec(),
        };
        Self {
            file: self.file.clone(),
            header,
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
            tail: self.tail.clone(),
        }
    }

    /// The file's text, if it reads back as what is meant: otherwise it would excuse what nobody found.
    fn faithful_text(&self) -> Result<String, Error> {
        let text = self.text();
        match Self::parse(&self.file, &text) {
            Ok(read) if read == *self => Ok(text),
            _ => Err(Error::Unfaithful {
                file: self.file.clone(),
            }),
        }
    }

    fn text(&self) -> String {
        let lines = |lines: &[String]| {
            lines
                .iter()
                .map(|line| format!("{line}\n"))
                .collect::<String>()
        };
        let mut text = lines(&self.header) + "\n";
        for Entry { id, what, above } in &self.entries {
            text += &lines(above);
            text += format!("{id}  {what}").trim_end();
            text += "\n";
        }
        text + &lines(&self.tail)
    }
}

/// The words beside an id. Whatever of them others wrote, they are one line.
fn what(finding: &Finding, findings: &Findings) -> String {
    let of = match (&finding.migration, &findings.scope.whole) {
        (Some(migration), _) => format!("{} {}: ", migration.version, migration.name),
        (None, Some(whole)) => format!("{}: ", whole.title),
        (None, None) => String::new(),
    };
    let what = of + &finding.what;
    let words: Vec<&str> = what.split_whitespace().collect();
    escape::seen(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_reads_back_as_something_else_is_not_written() {
        let read = |text| Baseline::parse(Path::new("known"), text).expect("a sound baseline");
        let sound =
            "# Ours.\n\n# Why.\nV1-no_down-0123456789ab  1 a: there is no down\n# The end.\n";
        assert_eq!(read(sound).faithful_text().expect("it is sound"), sound);
        for what in [
            "a\nb",
            "a\nV2-no_down-0123456789ab  b",
            "a\n# b",
            "a\n",
            " a",
            "a\n\n",
        ] {
            let mut baseline = read(sound);
            baseline.entries[0].what = what.to_owned();
            let refused = baseline.faithful_text();
            assert!(
                matches!(refused, Err(Error::Unfaithful { .. })),
                "{what:?} was taken"
            );
        }
    }
}
