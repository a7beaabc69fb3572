//! Two schemas in one file: what both have stands first, then `-- before`, then `-- after`, and last,
//! where they differ, `-- expected` with one comment line for each difference.
//!
//! A blank line ends a batch, because some statements may not stand in a transaction, and each
//! batch is one.

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::catalog::{self, Catalog, Change, Difference, Reader, Scope};
use pgconform::testing::TestDb;

/// One file.
pub struct Pair {
    common: String,
    before: String,
    after: String,
    /// Line by line, without the comment's dashes.
    pub expected: Vec<String>,
}

impl Pair {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
        let split = |text: &str, heading: &str| {
            text.split_once(&format!("\n{heading}\n"))
                .map(|(above, below)| (above.to_owned(), format!("\n{below}")))
        };
        let (common, rest) = split(&format!("\n{text}"), "-- before")
            .unwrap_or_else(|| panic!("{} has no line '-- before'", path.display()));
        let (before, rest) = split(&rest, "-- after")
            .unwrap_or_else(|| panic!("{} has no line '-- after'", path.display()));
        let (after, expected) = split(&rest, "-- expected").unwrap_or((rest, String::new()));
        let expected = expected.lines().filter(|line| !line.is_empty());
        let difference = |line: &str| {
            let difference = line.strip_prefix("-- ");
            difference
                .unwrap_or_else(|| panic!("{}: '{line}' is no comment", path.display()))
                .to_owned()
        };
        Self {
            common,
            before,
            after,
            expected: expected.map(difference).collect(),
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
        if std::env::var("PGCONFORM_POSTGRES").is_ok_and(|source| source != "local") {
            run(&db, &self.after).await;
            return db.catalog().await;
        }
        let reader = Reader::begin(db.connect().await, Scope::Cluster).await;
        let reader = reader.expect("a session can be the reader's");
        let look = async || {
            let told = catalog::tell_counts(db.client()).await;
            told.expect("a session tells what it wrote");
            reader.read().await.expect("a reader reads")
        };
        look().await;
        run(&db, &self.after).await;
        let (catalog, _) = look().await;
        catalog
    }
}

async fn run(db: &TestDb, sql: &str) {
    for batch in batches(sql) {
        db.run(batch).await;
    }
}

fn batches(sql: &str) -> impl Iterator<Item = &str> {
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

/// Every pair of a folder, in the order of the files' names.
pub fn all(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder that was opened can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .collect();
    files.sort();
    files
}
