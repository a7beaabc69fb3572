//! The sources that a URL may come from.

use std::fs;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

#[derive(Debug, Clone, Copy)]
pub enum UrlSource {
    Option,
    Variable,
    DotEnv,
}

pub const URL_SOURCES: [UrlSource; 3] = [UrlSource::Option, UrlSource::Variable, UrlSource::DotEnv];

/// The command with these words, that finds the URL in that source and in no other.
pub fn command(folder: &Folder, words: &[&str], url: &str, source: UrlSource) -> Pgconform {
    let env_file = folder.project().join(".env");
    let _ = fs::remove_file(&env_file);
    match source {
        UrlSource::Option => {
            // Before the words, since those may end in a command of somebody else's.
            let words = [&["--database-url", url], words].concat();
            Pgconform::new(folder.project(), &words)
        }
        UrlSource::Variable => Pgconform::new(folder.project(), words).env("DATABASE_URL", url),
        UrlSource::DotEnv => {
            fs::write(&env_file, format!("DATABASE_URL={url}\n")).expect("it is a test's own");
            Pgconform::new(folder.project(), words)
        }
    }
}
