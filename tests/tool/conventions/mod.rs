//! The code of this repository keeps to its own rules.

mod documents;
mod floors;
mod ignored;
mod sleeps;

use std::path::{Path, PathBuf};

/// A place in this repository.
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
