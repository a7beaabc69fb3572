//! The facts that each kind's file reads of an object.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pgconform::settings::Settings;
use pgconform::sql::{for_major, with_common};
use pgconform::testing::TestDb;

/// The major version of the suite's servers.
pub fn major() -> u32 {
    let settings = Settings::of_process().expect("the suite's settings are sound");
    settings.major().number()
}

/// One kind of object.
pub struct ObjectKind {
    /// As differences write it: `foreign server`.
    pub name: String,
    pub facts: BTreeSet<String>,
}

/// All of them, in the order of their names. PostgreSQL says what columns each query has; the first
/// is the object's name, in `relation` the second.
pub async fn all() -> Vec<ObjectKind> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/kinds");
    let db = TestDb::empty().await;
    let mut kinds = Vec::new();
    for (directory, before_facts) in [
        ("relation", 2),
        ("database", 1),
        ("system", 1),
        ("cluster", 1),
        ("contents", 1),
    ] {
        for path in files(&folder.join(directory)) {
            let query = fs::read_to_string(&path).expect("the sources can be read");
            if is_of_other_majors(&query) {
                continue;
            }
            let query = for_major(&with_common(&query), major());
            let query = db.client().prepare(&query).await;
            let query = query.expect("a kind's file is a query");
            let facts = query.columns().iter().skip(before_facts);
            kinds.push(ObjectKind {
                name: stem(&path).replace('_', " "),
                facts: facts.map(|fact| fact.name().to_owned()).collect(),
            });
        }
    }
    kinds.sort_by(|one, other| one.name.cmp(&other.name));
    kinds
}

/// Whether the servers lack the kind as a whole, as a line of its own in its file says.
fn is_of_other_majors(query: &str) -> bool {
    let is_mark = |line: &&str| line.starts_with("-- since ") || line.starts_with("-- before ");
    let mark = query.lines().find(is_mark);
    mark.is_some_and(|mark| for_major(mark, major()).is_empty())
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let folder = fs::read_dir(folder).expect("the queries are part of the sources");
    folder.map(|entry| entry.expect("a folder that was opened can be read").path())
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().expect("a file has a name");
    stem.to_string_lossy().into_owned()
}

#[tokio::test]
async fn every_kind_has_a_fact() {
    for kind in all().await {
        assert!(!kind.facts.is_empty(), "{} has no fact", kind.name);
    }
}
