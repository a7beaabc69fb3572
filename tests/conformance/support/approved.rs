//! A text held to the one that a reviewer approved.

use std::env;
use std::fs;
use std::path::Path;

use pretty_assertions::assert_str_eq;

/// The text must be the file's, word for word.
///
/// `PGCONFORM_APPROVE=1` writes it instead, for a reviewer to read; such a run is never green.
pub fn approved(file: impl AsRef<Path>, text: &str) {
    let file = file.as_ref();
    if env::var_os("PGCONFORM_APPROVE").is_some() {
        fs::write(file, text).expect("the approved texts can be written");
        panic!("{} is written: read the difference", file.display());
    }
    let approved = fs::read_to_string(file).expect("the approved text can be read");
    assert_str_eq!(approved, text, "{}", file.display());
}
