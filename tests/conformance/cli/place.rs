//! The places where a URL may stand.

use std::fs;

use crate::support::command::Pgconform;
use crate::support::folder::Folder;

#[derive(Debug, Clone, Copy)]
pub enum Place {
    Option,
    Variable,
    DotEnv,
}

pub const PLACES: [Place; 3] = [Place::Option, Place::Variable, Place::DotEnv];

/// The command with these words, that finds the URL in that place and in no other.
pub fn command(folder: &Folder, words: &[&str], url: &str, place: Place) -> Pgconform {
    let env_file = folder.project().join(".env");
    let _ = fs::remove_file(&env_file);
    match place {
        Place::Option => {
            // Before the words, since those may end in a command of somebody else's.
            let words = [&["--database-url", url], words].concat();
            Pgconform::new(folder.project(), &words)
        }
        Place::Variable => Pgconform::new(folder.project(), words).env("DATABASE_URL", url),
        Place::DotEnv => {
            fs::write(&env_file, format!("DATABASE_URL={url}\n")).expect("it is a test's own");
            Pgconform::new(folder.project(), words)
        }
    }
}
