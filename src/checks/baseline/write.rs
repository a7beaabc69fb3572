//! Writing a baseline: all of it, or nothing.

use super::{Baseline, Entry, Error, asked};
use crate::checks::findings::{Finding, Judged};
use crate::{files, foreign};

const HEADER: &str = "\
# Findings of 'pgconform verify-rollback' that are known: with --baseline they fail no run, and whatever is not here does.
# Only the ids are read. Written by --write-baseline, which keeps the comments above the lines that stay.";

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
    /// Writes what was found into the file, in the place of what it held. What could not be asked
    /// this time, because a step before it failed, stays.
    pub fn write(&self, judged: &Judged<'_>) -> Result<Written, Error> {
        let baseline = self.next(judged);
        let text = baseline.faithful_text()?;
        files::replace(&self.file, &text).map_err(|source| Error::Unwritable {
            file: self.file.clone(),
            source,
        })?;
        let is_kept = |entry: &&Entry| baseline.entries.iter().any(|it| it.id == entry.id);
        Ok(Written {
            entries: baseline.entries.len(),
            removed: self.entries.iter().filter(|entry| !is_kept(entry)).count(),
            baseline,
        })
    }

    /// What the file is to hold.
    fn next(&self, judged: &Judged<'_>) -> Self {
        let steps = &judged.outcome.steps;
        // Each entry with its step's place; the trip comes after the last step.
        let mut entries: Vec<(usize, Entry)> = Vec::new();
        for finding in &judged.findings {
            let place = finding.step.unwrap_or(steps.len());
            let old = self.entries.iter().find(|entry| entry.id == finding.id);
            let entry = Entry {
                id: finding.id.clone(),
                what: what(finding),
                above: old.map_or_else(Vec::new, |entry| entry.above.clone()),
            };
            entries.push((place, entry));
        }
        for entry in self.gone(judged) {
            if !asked::is_answered(judged.outcome, &entry.id) {
                let is_its = |version: String| entry.id.is_of(&version);
                let place = steps.iter().position(|step| is_its(step.version.clone()));
                entries.push((place.unwrap_or(steps.len()), entry.clone()));
            }
        }
        entries.sort_by_key(|(place, _)| *place);
        let header = match &self.header[..] {
            [] => HEADER.lines().map(str::to_owned).collect(),
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
fn what(finding: &Finding<'_>) -> String {
    let what = match (&finding.version, &finding.name) {
        (Some(version), Some(name)) => format!("{version} {name}: {}", finding.what),
        _ => format!("full trip: {}", finding.what),
    };
    let words: Vec<&str> = what.split_whitespace().collect();
    foreign::seen(&words.join(" "))
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
