//! The folders of a project, up to the root of its repository.

use std::path::Path;

/// A folder and those above it, up to the root of its repository, which has `.git`; where there is no repository, the folder
/// alone. What stands further up belongs to something else, perhaps to somebody else.
pub fn up_to_root(folder: &Path) -> impl Iterator<Item = &Path> {
    let is_root = |folder: &Path| folder.join(".git").exists();
    let depth = folder.ancestors().position(is_root).unwrap_or(0);
    folder.ancestors().take(depth + 1)
}
