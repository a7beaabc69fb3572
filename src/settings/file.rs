//! `pgconform.toml`, read as a whole: an unknown key or a value that does not fit is an error at its place.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::acknowledgement::{self, Acknowledgement};
use super::custom_layout::{self, CustomLayout};
use super::table::Layer;
use super::words::nearest;
use super::{Error, Origin, Place, Row, SettingType, TABLE, Value};
use crate::{escape, files};

/// How it is called.
pub const NAME: &str = "pgconform.toml";

const ACKNOWLEDGE: &str = "acknowledge";
const CUSTOM_LAYOUT: &str = "custom-layout";

/// The file of one project.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    path: PathBuf,
    layer: Layer,
    acknowledgements: Vec<Acknowledgement>,
    custom_layout: Option<CustomLayout>,
}

impl ConfigFile {
    /// The nearest one, in `folder` or in one above it up to the root of its repository, which has `.git`; where there is no
    /// repository, in `folder` only.
    pub fn find(folder: &Path) -> Result<Option<Self>, Error> {
        for (up, above) in files::up_to_root(folder).enumerate() {
            if above.join(NAME).symlink_metadata().is_ok() {
                // As short as it is clear, as paths of migrations are made of it.
                let path = PathBuf::from("../".repeat(up)).join(NAME);
                return Self::read_shown(&above.join(NAME), &path).map(Some);
            }
        }
        Ok(None)
    }

    /// The one of that path.
    pub fn read(path: &Path) -> Result<Self, Error> {
        Self::read_shown(path, path)
    }

    fn read_shown(real: &Path, path: &Path) -> Result<Self, Error> {
        let unreadable = |source: io::Error| Error::Unreadable {
            path: path.to_owned(),
            source,
        };
        match files::read_trusted(real).map_err(unreadable)? {
            Ok(text) => Self::parse(path, &text),
            Err(why) => Err(Error::NotOurs {
                path: path.to_owned(),
                why,
            }),
        }
    }

    /// Reads a text; relative paths in it are relative to the folder of `path`.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let document = DeTable::parse(text).map_err(|error| {
            let place = Place::new(path, text, error.span().unwrap_or_default());
            Error::syntax(&place, error.message(), None)
        })?;
        let document = Document {
            path,
            text,
            values: document.into_inner(),
        };
        let keys = TABLE.iter().filter_map(|row| row.key);
        let keys: Vec<&str> = keys.chain([ACKNOWLEDGE, CUSTOM_LAYOUT]).collect();
        document.refuse_unknown(&document.values, &keys)?;
        Ok(Self {
            path: path.to_owned(),
            layer: Layer::of_file(&document)?,
            acknowledgements: document.acknowledgements()?,
            custom_layout: document.custom_layout()?,
        })
    }

    /// The file, as it is shown.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it sets, what it acknowledges, and how it says that files are laid out.
    pub(super) fn into_parts(self) -> (Layer, Vec<Acknowledgement>, Option<CustomLayout>) {
        (self.layer, self.acknowledgements, self.custom_layout)
    }
}

/// A file's TOML.
pub(super) struct Document<'a> {
    path: &'a Path,
    text: &'a str,
    values: DeTable<'a>,
}

impl Document<'_> {
    /// What it says of one setting.
    pub fn value_of<T: SettingType>(&self, row: &Row) -> Result<Option<Value<T>>, Error> {
        let Some(key) = row.key else {
            return Ok(None);
        };
        let Some(value) = find(&self.values, key) else {
            return Ok(None);
        };
        let folder = self.path.parent().unwrap_or(Path::new(""));
        match T::from_toml(value, folder) {
            Ok(read) => Ok(Some(Value {
                value: read,
                origin: Origin::File(self.place(value.span())),
            })),
            Err(unfit) => {
                let written = self.text.get(unfit.bytes.clone()).unwrap_or_default();
                let written = written.trim_matches(['"', '\'']);
                let help = unfit.suggestion.map(did_you_mean);
                let at = Origin::File(self.place(unfit.bytes));
                Err(Error::value(&at, key, written, &unfit.expected, help))
            }
        }
    }

    fn acknowledgements(&self) -> Result<Vec<Acknowledgement>, Error> {
        let Some(entries) = find(&self.values, ACKNOWLEDGE) else {
            return Ok(Vec::new());
        };
        let wrong =
            |(bytes, what): (Range<usize>, String)| Error::syntax(&self.place(bytes), &what, None);
        let form = || {
            (
                entries.span(),
                "write [[acknowledge]], once for each".to_owned(),
            )
        };
        let entries = entries.get_ref().as_array();
        let entries = entries.ok_or_else(|| wrong(form()))?;
        let read = |entry: &Spanned<DeValue<'_>>| {
            if let Some(fields) = entry.get_ref().as_table() {
                self.refuse_unknown(fields, &acknowledgement::KEYS.map(|(key, _)| key))?;
            }
            let place = self.place(entry.span());
            Acknowledgement::read(place, entry).map_err(wrong)
        };
        entries.iter().map(read).collect()
    }

    fn custom_layout(&self) -> Result<Option<CustomLayout>, Error> {
        let Some(entry) = find(&self.values, CUSTOM_LAYOUT) else {
            return Ok(None);
        };
        if let Some(fields) = entry.get_ref().as_table() {
            self.refuse_unknown(fields, &custom_layout::KEYS)?;
        }
        let read = CustomLayout::read(entry);
        let read = read.map_err(|(bytes, what)| Error::syntax(&self.place(bytes), &what, None));
        read.map(Some)
    }

    fn refuse_unknown(&self, values: &DeTable<'_>, known: &[&str]) -> Result<(), Error> {
        let unknown = values.keys().find(|key| !known.contains(&&**key.get_ref()));
        let Some(key) = unknown else {
            return Ok(());
        };
        let name = key.get_ref();
        let help = match nearest(name, known) {
            Some(near) => did_you_mean(near),
            None => format!("the keys are {}", known.join(", ")),
        };
        let message = format!("there is no setting '{}'", escape::line(name));
        Err(Error::syntax(&self.place(key.span()), &message, Some(help)))
    }

    fn place(&self, bytes: Range<usize>) -> Place {
        Place::new(self.path, self.text, bytes)
    }
}

fn find<'a, 'b>(values: &'a DeTable<'b>, key: &str) -> Option<&'a Spanned<DeValue<'b>>> {
    let found = values.iter().find(|(name, _)| name.get_ref() == key);
    found.map(|(_, value)| value)
}

fn did_you_mean(word: &str) -> String {
    format!("did you mean '{word}'?")
}
