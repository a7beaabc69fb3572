//! The settings of this process, with one thing changed.

use std::path::PathBuf;

use pgconform::settings::{Confine, Settings};

/// Local servers are confined so, and may read these folders.
pub fn with_confinement(confine: Confine, allowed: &[PathBuf]) -> Settings {
    let mut settings = Settings::of_process().expect("they are sound");
    settings.confine.value = confine;
    settings.allow_path.value = allowed.to_vec();
    settings
}
