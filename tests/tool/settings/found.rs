//! `pgconform.toml` is the nearest one, from the working directory up to the root of its repository and no further.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use pgconform::settings::{ConfigFile, Error, Flags, Settings};
use pretty_assertions::assert_eq;
use tempfile::TempDir;

use super::error;

/// A repository with `project/deep` in it, below a folder that has a file of its own.
fn repository() -> (TempDir, PathBuf) {
    let outside = tempfile::tempdir().expect("there is room");
    let root = outside.path().join("repository");
    fs::create_dir_all(root.join("project/deep")).expect("the folder is new");
    fs::create_dir(root.join(".git")).expect("the folder is new");
    write(outside.path(), "rows = \"outside\"");
    (outside, root)
}

fn write(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("pgconform.toml");
    fs::write(&path, text).expect("the folder is ours");
    path
}

fn rows(folder: &Path) -> Option<PathBuf> {
    let file = ConfigFile::find(folder).expect("what is there is sound");
    let settings = Settings::resolve(Flags::default(), [("", "")].into_iter().collect(), file);
    settings.expect("it is sound").rows.map(|rows| rows.value)
}

#[test]
fn the_nearest_file_up_to_the_root_of_the_repository_is_taken() {
    let (_outside, root) = repository();
    let deep = root.join("project/deep");
    assert_eq!(rows(&deep), None);
    write(&root, "rows = \"of_root\"");
    assert_eq!(rows(&deep), Some(PathBuf::from("../../of_root")));
    assert_eq!(rows(&root), Some(PathBuf::from("of_root")));
    write(&root.join("project"), "rows = \"of_project\"");
    assert_eq!(rows(&deep), Some(PathBuf::from("../of_project")));
}

#[test]
fn outside_of_a_repository_only_the_working_directory_is_searched() {
    let (outside, root) = repository();
    fs::remove_dir(root.join(".git")).expect("it is empty");
    assert_eq!(rows(&root.join("project")), None);
    assert_eq!(rows(&root), None);
    assert_eq!(rows(outside.path()), Some(PathBuf::from("outside")));
}

#[test]
fn a_file_that_everybody_can_write_to_is_refused() {
    let (_outside, root) = repository();
    let file = write(&root, "rows = \"theirs\"");
    fs::set_permissions(&file, Permissions::from_mode(0o666)).expect("it is ours");
    let error = error(ConfigFile::find(&root));
    let words =
        "pgconform.toml is not used: everybody can write to it\nhelp: remove it, or make it yours";
    assert_eq!(error, words);
}

#[test]
fn a_link_that_leads_nowhere_is_an_error_and_not_nothing() {
    let (_outside, root) = repository();
    symlink("nowhere", root.join("pgconform.toml")).expect("the name is free");
    let found = ConfigFile::find(&root);
    assert!(matches!(found, Err(Error::Unreadable { .. })), "{found:?}");
}
