//! What can be wrong with a setting.

use std::fmt::Write;
use std::io;
use std::path::PathBuf;

use super::{Origin, Place, SettingType};
use crate::escape;

/// Each names the variable, the flag or the line of `pgconform.toml`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A setting has a value that it cannot have.
    #[error("{0}")]
    Value(String),
    /// `pgconform.toml` is not TOML, or has what does not belong there.
    #[error("{0}")]
    Syntax(String),
    /// A setting names a folder that does not exist.
    #[error("{}", no_folder(path, origin))]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// What names it.
        origin: Origin,
    },
    /// `pgconform.toml` cannot be read.
    #[error("cannot read the settings {}: {source}\nhelp: name an existing file with --config FILE", escape::line(path.display()))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// `pgconform.toml` is somebody else's, who could say what is proved.
    #[error("{} is not used: {why}\nhelp: remove it, or make it yours", escape::line(path.display()))]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        why: String,
    },
}

impl Error {
    pub(super) fn value(
        origin: &Origin,
        name: &str,
        value: &str,
        expected: &str,
        help: Option<String>,
    ) -> Self {
        let value = escape::line(escape::conceal_word(value));
        match origin {
            Origin::File(place) => {
                Self::Value(at(place, &format!("{name} is '{value}': {expected}"), help))
            }
            Origin::Variable(name) | Origin::Flag(name) => {
                Self::Value(with_help(format!("{name} is '{value}': {expected}"), help))
            }
            Origin::Default => {
                Self::Value(with_help(format!("{name} is '{value}': {expected}"), help))
            }
        }
    }

    /// The text of a variable or a flag that is no `T`.
    pub(super) fn unfit<T: SettingType>(origin: &Origin, name: &str, text: &str) -> Self {
        let help = T::suggestion(text).map(|word| format!("did you mean '{word}'?"));
        Self::value(origin, name, text, &T::expected(), help)
    }

    pub(super) fn syntax(place: &Place, message: &str, help: Option<String>) -> Self {
        Self::Syntax(at(place, message, help))
    }
}

fn at(place: &Place, message: &str, help: Option<String>) -> String {
    with_help(format!("{place}: {message}{}", place.snippet()), help)
}

fn with_help(mut text: String, help: Option<String>) -> String {
    if let Some(help) = help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

fn no_folder(path: &std::path::Path, origin: &Origin) -> String {
    let what = if path.exists() {
        "is not a folder"
    } else {
        "does not exist"
    };
    let path = escape::line(path.display());
    match origin {
        Origin::File(place) => at(place, &format!("there is no folder {path}"), None),
        other => format!("{other} names the folder {path}, which {what}"),
    }
}
