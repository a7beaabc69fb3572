//! Writing a baseline: all of it, or nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{Baseline, Entry, Error, asked};
use crate::checks::findings::{Finding, Judged};

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
        let text = self.text(judged);
        replace(&self.file, &text).map_err(|source| Error::Unwritable {
            file: self.file.clone(),
            source,
        })?;
        let baseline = Self::parse(&self.file, &text)?;
        let is_kept = |entry: &&Entry| baseline.entries.iter().any(|it| it.id == entry.id);
        Ok(Written {
            entries: baseline.entries.len(),
            removed: self.entries.iter().filter(|entry| !is_kept(entry)).count(),
            baseline,
        })
    }

    fn text(&self, judged: &Judged<'_>) -> String {
        let steps = &judged.outcome.steps;
        // Each line with its step's place; the trip comes after the last step.
        let mut lines: Vec<(usize, String)> = Vec::new();
        for finding in &judged.findings {
            let place = finding.step.unwrap_or(steps.len());
            let above = self.entries.iter().find(|entry| entry.id == finding.id);
            lines.push((place, with_above(above, &line(finding))));
        }
        for entry in self.gone(judged) {
            if !asked::is_answered(judged.outcome, &entry.id) {
                let is_its = |version: String| entry.id.is_of(&version);
                let place = steps.iter().position(|step| is_its(step.version.clone()));
                let line = format!("{}  {}", entry.id, entry.what);
                lines.push((place.unwrap_or(steps.len()), with_above(Some(entry), &line)));
            }
        }
        lines.sort_by_key(|(place, _)| *place);
        let mut text = match &self.header[..] {
            [] => format!("{HEADER}\n\n"),
            header => format!("{}\n\n", header.join("\n")),
        };
        text.extend(lines.into_iter().map(|(_, line)| line));
        text.extend(self.tail.iter().map(|line| format!("{line}\n")));
        text
    }
}

fn line(finding: &Finding<'_>) -> String {
    let Finding { id, what, .. } = finding;
    match (&finding.version, &finding.name) {
        (Some(version), Some(name)) => format!("{id}  {version} {name}: {what}"),
        _ => format!("{id}  full trip: {what}"),
    }
}

/// The line below the comments that somebody wrote above it.
fn with_above(entry: Option<&Entry>, line: &str) -> String {
    let above = entry.map_or(&[][..], |entry| &entry.above);
    let above: String = above.iter().map(|line| format!("{line}\n")).collect();
    format!("{above}{line}\n")
}

/// Sees whether a file could be written beside this one, by beginning one that is removed again.
pub(super) fn try_beside(file: &Path) -> Result<(), Error> {
    let begun = begin(&place(file)).map_err(|source| Error::Unwritable {
        file: file.to_owned(),
        source,
    })?;
    drop(begun);
    Ok(())
}

/// Writes a whole file beside the old one, then lets it take its place.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let place = place(file);
    let mut unfinished = begin(&place)?;
    unfinished.write_all(text.as_bytes())?;
    unfinished.as_file().sync_all()?;
    if let Ok(old) = fs::metadata(&place) {
        unfinished.as_file().set_permissions(old.permissions())?;
    }
    unfinished.persist(place).map_err(|error| error.error)?;
    Ok(())
}

fn begin(place: &Path) -> io::Result<NamedTempFile> {
    let folder = match place.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pgconform-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what umask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// The file itself, where a link leads to it.
fn place(file: &Path) -> PathBuf {
    fs::canonicalize(file).unwrap_or_else(|_| file.to_owned())
}
