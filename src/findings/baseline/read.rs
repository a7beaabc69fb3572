//! Reading a baseline.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::{Baseline, Entry, Error};
use crate::findings::Id;
use crate::{escape, files};

/// What a line must be.
const FORM: &str = "a line is an id such as V2-differs-1f9a0c2b7d44, followed by a description, or a comment that begins with #";

impl Baseline {
    /// Reads a baseline that must be there.
    pub fn read(file: &Path) -> Result<Self, Error> {
        Self::find(file)?.ok_or_else(|| Error::Missing {
            file: file.to_owned(),
        })
    }

    /// Reads a baseline that is to be written, and is empty where there is none yet. That it could
    /// be written now is tried first: a proof may take long.
    pub fn read_to_write(file: &Path) -> Result<Self, Error> {
        let found = Self::find(file)?;
        files::try_replace(file).map_err(|source| Error::Unwritable {
            file: file.to_owned(),
            source,
        })?;
        Ok(match found {
            Some(found) => found,
            None => Self::parse(file, "")?,
        })
    }

    fn find(file: &Path) -> Result<Option<Self>, Error> {
        if let Some(character) = escape::refused(file) {
            return Err(Error::Name {
                file: file.to_owned(),
                character,
            });
        }
        let unreadable = |source| Error::Unreadable {
            file: file.to_owned(),
            source,
        };
        match fs::metadata(file) {
            Ok(found) if found.is_file() => {}
            // A device may never end, and must not be replaced by a file.
            Ok(_) => {
                return Err(Error::NotAFile {
                    file: file.to_owned(),
                });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unreadable(error)),
        }
        let bytes = files::read(file).map_err(unreadable)?;
        let text = str::from_utf8(&bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = String::from_utf8_lossy(before).matches('\n').count() + 1;
            malformed(file, line, "not UTF-8 text")
        })?;
        Self::parse(file, text).map(Some)
    }

    /// Reads the text of a baseline; `file` is for errors, and for writing it.
    pub(super) fn parse(file: &Path, text: &str) -> Result<Self, Error> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut above: Vec<String> = Vec::new();
        let mut header = None;
        let mut lines: HashMap<Id, usize> = HashMap::new();
        // Some editors put this mark before everything.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            let content = line.trim();
            if content.is_empty() && header.is_none() && entries.is_empty() {
                header = Some(std::mem::take(&mut above));
            } else if content.is_empty() || content.starts_with('#') {
                above.push(content.to_owned());
            } else {
                let entry = entry(content, std::mem::take(&mut above)).ok_or_else(|| {
                    malformed(
                        file,
                        number,
                        &format!("'{}' is not an id; {FORM}", short(word(content))),
                    )
                })?;
                if let Some(first) = lines.insert(entry.id.clone(), number) {
                    let why = format!("{} is already on line {first}", entry.id);
                    return Err(malformed(file, number, &why));
                }
                entries.push(entry);
            }
        }
        Ok(Self {
            file: file.to_owned(),
            header: header.unwrap_or_default(),
            entries,
            tail: above,
        })
    }
}

fn entry(content: &str, above: Vec<String>) -> Option<Entry> {
    let id = word(content);
    Some(Entry {
        id: Id::parse(id)?,
        what: content[id.len()..].trim_start().to_owned(),
        above,
    })
}

fn word(content: &str) -> &str {
    content.split_whitespace().next().unwrap_or_default()
}

/// As much of a word as a line shows: of a file that is not text, a word may be all of it.
fn short(word: &str) -> String {
    const LONGEST: usize = 60;
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &word[..end]),
        None => word.to_owned(),
    }
}

fn malformed(file: &Path, line: usize, why: &str) -> Error {
    Error::Malformed {
        file: file.to_owned(),
        line,
        why: why.to_owned(),
    }
}
