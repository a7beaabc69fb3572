//! The kinds of objects: the files of `kinds/`.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde_json::Value;

use super::secret::{self, Secrecy};
use crate::sql::{for_major, is_understood, with_common, without_mark};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalog/kinds");

/// How far an object reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Inside one database.
    Database,
    /// All databases of a server: roles, tablespaces, the other databases.
    Cluster,
}

/// What tells whether an object has to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The relation that it is, or is a part of. The query's first column is the relation's OID, and
    /// its parameter the OIDs of those that are requested.
    Relation,
    /// Whatever else migrations make in a database.
    Others,
    /// What reaches beyond the database, and what is PostgreSQL's own or an extension's: whoever changes such a thing
    /// writes into a catalog after which every read takes everything for touched.
    System,
}

/// One kind of object.
#[derive(Debug)]
pub(super) struct ObjectKind {
    pub name: String,
    pub scope: Scope,
    pub basis: Basis,
    /// A complete statement.
    pub query: String,
    /// A condition without which the query finds nothing, where its file begins with one; of parts of a relation it
    /// is a condition on the row `r` of `pg_class`. Most kinds are not in most schemas, and to begin a
    /// query costs more than to answer such a question.
    pub presence: Option<String>,
    /// The facts that hold secrets.
    secrets: Vec<(&'static str, Secrecy)>,
}

impl ObjectKind {
    /// The value of a fact as a catalog has it.
    pub fn without_secrets(&self, fact: &str, value: Value) -> Value {
        match self.secrets.iter().find(|(name, _)| *name == fact) {
            Some((_, secrecy)) => secret::hidden(value, *secrecy),
            None => value,
        }
    }
}

/// What stands before the condition, in a file's first line.
const PRESENCE: &str = "-- where ";

/// What stands before the names of facts that hold secrets, on a line of its own.
const SECRETS: [(&str, Secrecy); 2] = [
    ("-- secret: ", Secrecy::Whole),
    ("-- may hold secrets: ", Secrecy::Parts),
];

/// The directories of `kinds/`, and what goes for all that is in one.
const DIRECTORIES: [(&str, Scope, Basis); 5] = [
    ("relation", Scope::Database, Basis::Relation),
    ("database", Scope::Database, Basis::Others),
    ("system", Scope::Database, Basis::System),
    ("cluster", Scope::Cluster, Basis::System),
    // Rows in a database that is in use, so that they are read only on throw-away servers.
    ("contents", Scope::Cluster, Basis::Others),
];

/// The majors whose catalogs are known. A newer one is read as the newest of them.
const MAJORS: RangeInclusive<u32> = 14..=18;

/// The kinds of each of them, which are put together when the first server of that major version is read.
static BY_MAJOR: [OnceLock<Vec<ObjectKind>>; 5] = [const { OnceLock::new() }; 5];

/// All of those that a server of this major version has.
pub(super) fn all(major: u32) -> &'static [ObjectKind] {
    let major = major.clamp(*MAJORS.start(), *MAJORS.end());
    let place = usize::try_from(major - MAJORS.start());
    BY_MAJOR[place.expect("there are few")].get_or_init(|| of_major(major))
}

/// The kind that begins this text, as its file is named, and what stands behind it: `composite type public.pair`.
pub(super) fn split(text: &str) -> Option<(String, String)> {
    let kinds = all(*MAJORS.end()).iter();
    let rest = |kind: &ObjectKind| {
        let name = text.strip_prefix(&kind.name.replace('_', " "))?;
        Some((kind.name.clone(), name.strip_prefix(' ')?.to_owned()))
    };
    // The words of one kind may begin another's.
    kinds.filter_map(rest).max_by_key(|(kind, _)| kind.len())
}

/// The kinds that a server of this major version has. One that it has only from a major version on, or before one, says so
/// in a line of its own.
fn of_major(major: u32) -> Vec<ObjectKind> {
    DIRECTORIES
        .into_iter()
        .flat_map(|(directory, scope, basis)| {
            let directory = FILES.get_dir(directory).expect("kinds/ has this directory");
            directory.files().filter_map(move |file| {
                let text = file.contents_utf8().expect("the kinds' files are text");
                let is_mark =
                    |line: &&str| line.starts_with("-- since ") || line.starts_with("-- before ");
                if let Some(mark) = text.lines().find(is_mark)
                    && !is_understood(mark, major)
                {
                    return None;
                }
                let stem = file.path().file_stem().expect("a file has a name");
                let query = for_major(&with_common(text), major);
                let mut lines = query.lines().filter_map(|line| line.strip_prefix(PRESENCE));
                Some(ObjectKind {
                    name: stem.to_string_lossy().into_owned(),
                    scope,
                    basis,
                    presence: lines.next().map(|it| without_mark(it).to_owned()),
                    query,
                    secrets: text.lines().flat_map(secrets).collect(),
                })
            })
        })
        .collect()
}

/// The facts that a line of a file says are secret.
fn secrets(line: &'static str) -> Vec<(&'static str, Secrecy)> {
    let named = SECRETS.into_iter().find_map(|(mark, secrecy)| {
        let names = line.strip_prefix(mark)?.split(", ");
        Some(names.map(|name| (name, secrecy)).collect())
    });
    named.unwrap_or_default()
}
