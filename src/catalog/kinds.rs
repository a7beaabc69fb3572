//! The kinds of objects: the files of `kinds/`.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::common;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/kinds");

/// How far an object reaches; the name of the directory its kind's file stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Inside one database.
    Database,
    /// All databases of a server: roles, tablespaces, the other databases.
    Cluster,
}

/// One kind of object.
#[derive(Debug)]
pub(super) struct Kind {
    pub name: String,
    pub scope: Scope,
    /// A complete statement.
    pub query: String,
}

/// All of them.
pub(super) static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    [(Scope::Database, "database"), (Scope::Cluster, "cluster")]
        .into_iter()
        .flat_map(|(scope, directory)| {
            let directory = FILES.get_dir(directory).expect("kinds/ has this directory");
            directory.files().map(move |file| Kind {
                name: file
                    .path()
                    .file_stem()
                    .expect("a file has a name")
                    .to_string_lossy()
                    .into_owned(),
                scope,
                query: common::complete(file.contents_utf8().expect("the kinds' files are text")),
            })
        })
        .collect()
});
