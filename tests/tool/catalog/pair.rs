//! Two schemas in one file: what both have stands first, then `-- before`, then `-- after`, and last,
//! where they differ, `-- expected` with one comment line for each difference.
//!
//! A line that ends with `-- since 17` or `-- before 17` is there on servers of such a major version only. Where it is
//! the first of its file, the whole pair is.
//!
//! A blank line ends a batch, because some statements may not stand in a transaction, and each
//! batch is one.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::catalog::{self, Catalog, Change, Difference, Reader, Scope};
use pgconform::sql::for_major;
use pgconform::testing::TestDb;
use walkdir::WalkDir;

use super::kinds::major;
use crate::support::sections::{self, EXPECTED};

/// What begins the mark of a line.
const MARKS: [&str; 2] = [" -- since ", " -- before "];

/// One file.
pub struct Pair {
    pub common: String,
    pub before: String,
    pub after: String,
    /// Line by line, without the comment's dashes.
    pub expected: Vec<String>,
    /// Whether something of it is there on some major versions only.
    pub is_marked: bool,
}

impl Pair {
    pub fn read(path: &Path) -> Self {
        let whole = read(path);
        let text = for_major(&whole, major());
        let required = |text: &str, heading: &str| {
            let found = sections::split(text, heading);
            let (above, below) =
                found.unwrap_or_else(|| panic!("{} has no line '{heading}'", path.display()));
            (above.to_owned(), below.to_owned())
        };
        let (common, rest) = required(&text, "-- before");
        let (before, rest) = required(&rest, "-- after");
        let (after, expected) = sections::split(&rest, EXPECTED).unwrap_or((&rest, ""));
        let after = after.to_owned();
        let expected = expected.lines().filter(|line| !line.is_empty());
        let difference = |line: &str| {
            let difference = line.strip_prefix("-- ");
            let difference =
                difference.unwrap_or_else(|| panic!("{}: '{line}' is no comment", path.display()));
            let mark = MARKS.iter().find_map(|mark| difference.find(mark));
            difference[..mark.unwrap_or(difference.len())].to_owned()
        };
        Self {
            common,
            before,
            after,
            expected: expected.map(difference).collect(),
            is_marked: MARKS.iter().any(|mark| whole.contains(mark)),
        }
    }

    /// Makes both schemas, each on a server of its own, and says what differs. The second is read by a
    /// reader that has seen what both have, and must not overlook what came after.
    pub async fn differences(&self) -> Vec<String> {
        let (before, after) = tokio::join!(self.before(), self.after());
        catalog::diff(&before, &after).iter().map(line).collect()
    }

    async fn before(&self) -> Catalog {
        let db = TestDb::empty().await;
        run(&db, &self.common).await;
        run(&db, &self.before).await;
        db.catalog().await
    }

    async fn after(&self) -> Catalog {
        let db = TestDb::empty().await;
        run(&db, &self.common).await;
        // What a reader sees does not depend on where its server runs, and in containers it takes minutes.
        if std::env::var("PGCONFORM_SERVER").is_ok_and(|source| source != "local") {
            run(&db, &self.after).await;
            return db.catalog().await;
        }
        let reader = Reader::begin(db.connect().await, Scope::Cluster).await;
        let reader = reader.expect("a session can be the reader's");
        let look = async || {
            let counted = catalog::flush_statistics(db.client()).await;
            counted.expect("a session reports what it wrote");
            reader.read().await.expect("a reader reads")
        };
        look().await;
        run(&db, &self.after).await;
        let (catalog, _) = look().await;
        catalog
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// Whether the suite's servers have what a pair is about, as the first line of its file says.
pub fn is_of_this_major(path: &Path) -> bool {
    let text = read(path);
    let first = text.lines().next().unwrap_or_default();
    let is_mark = MARKS
        .iter()
        .any(|mark| first.starts_with(mark.trim_start()));
    !is_mark || !for_major(first, major()).is_empty()
}

async fn run(db: &TestDb, sql: &str) {
    for batch in batches(sql) {
        db.run(batch).await;
    }
}

/// The batches of a part, each a transaction of its own.
pub fn batches(sql: &str) -> impl Iterator<Item = &str> {
    sql.split("\n\n").filter(|batch| !batch.trim().is_empty())
}

/// A difference as the files write it.
fn line(difference: &Difference) -> String {
    let object = &difference.object;
    match (difference.change, &difference.fact) {
        (Change::Missing, _) => format!("missing {object}"),
        (Change::Leftover, _) => format!("leftover {object}"),
        (Change::Changed, fact) => {
            let fact = fact.as_deref().expect("a changed object names its fact");
            format!("changed {object}: {fact}")
        }
    }
}

/// Every pair below a folder that the suite's servers have, in the order of the files' names.
pub fn all(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    entries
        .map(|entry| entry.expect("the fixtures can be listed").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .filter(|path| is_of_this_major(path))
        .collect()
}

/// The kind of object that a pair of `differ/KIND/FACT.sql` is about, as differences write it.
pub fn kind(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.expect("it stands in the folder of its kind");
    folder.to_string_lossy().replace('_', " ")
}
