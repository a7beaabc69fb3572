//! After `reset --fresh` a database is what the migrations make of a new one, whatever it held: tried with an object
//! of every kind that a catalog tells apart.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgconform::catalog::{self, Scope, diff};
use pgconform::runner::fresh;
use pgconform::testing::{TestDb, migrations};
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::folder::crate_folder;

/// What stays, each with the reason.
const STAYS: [(&str, &str); 8] = [
    ("extension.leftover.sql", NO_MIGRATION),
    ("extension.owner.sql", NO_MIGRATION),
    ("extension_dependency.leftover.sql", NO_MIGRATION),
    ("system_privilege.leftover.sql", THE_SYSTEMS),
    ("system_privilege.leftover_of_a_column.sql", THE_SYSTEMS),
    ("system_privilege.leftover_of_a_type.sql", THE_SYSTEMS),
    (
        "system_privilege.leftover_of_an_extension.sql",
        NO_MIGRATION,
    ),
    ("system_privilege.leftover_of_the_schema.sql", THE_SYSTEMS),
];
const NO_MIGRATION: &str = "no migration creates the extension";
const THE_SYSTEMS: &str = "it is a privilege on an object of PostgreSQL's own";

fn kind(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str());
    let (kind, _) = name
        .and_then(|name| name.split_once('.'))
        .expect("it is KIND.FACT.sql");
    kind
}

/// What both schemas of a pair have, and what only one of them has, the first where both have something.
fn fill(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("it is a file of this crate");
    let (text, _) = text.split_once("\n-- expected").expect("pairs differ");
    let text = format!("\n{text}");
    let (common, rest) = text.split_once("\n-- before").expect("it has both");
    let (before, after) = rest.split_once("\n-- after").expect("it has both");
    let own = if before.trim().is_empty() {
        after
    } else {
        before
    };
    let batches = common.split("\n\n").chain(own.split("\n\n"));
    batches.map(str::to_owned).collect()
}

#[rstest]
#[tokio::test]
async fn nothing_is_left_of_an_object_of_its_kind(
    #[files("fixtures/catalog/differ/table.*.sql")]
    #[files("fixtures/catalog/differ/*.missing.sql")]
    #[files("fixtures/catalog/differ/*.leftover*.sql")]
    #[files("fixtures/catalog/differ/*.owner.sql")]
    #[files("fixtures/catalog/differ/schema.public_dropped.sql")]
    path: PathBuf,
) {
    let mut db = TestDb::empty().await;
    for batch in fill(&path) {
        db.run(&batch).await;
    }
    let migrations = migrations();
    let limit = Duration::from_secs(10).into();
    let made = fresh(db.client_mut(), &migrations, limit, || {}, |_| {}).await;
    made.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let now = catalog::read(db.client(), Scope::Database).await;
    let new = TestDb::head().await;
    let new = catalog::read(new.client(), Scope::Database).await;
    let left = diff(&new.expect("it can be read"), &now.expect("it can be read"));
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let stays = STAYS.iter().find(|(file, _)| *file == name);
    match stays {
        Some((_, reason)) => assert_ne!(left, [], "{name} goes, although {reason}"),
        None => assert_eq!(left, [], "{name}"),
    }
}

#[test]
fn every_kind_in_a_database_is_tried() {
    let folder = crate_folder().join("fixtures/catalog/differ");
    let files = fs::read_dir(folder).expect("it is a folder of this crate");
    let tried: BTreeSet<String> = files
        .map(|file| file.expect("it can be read").path())
        .filter(|path| {
            let name = path.to_string_lossy();
            [".missing.sql", ".owner.sql"]
                .iter()
                .any(|end| name.ends_with(end))
                || name.contains(".leftover")
        })
        .map(|path| kind(&path).to_owned())
        .collect();
    let kinds =
        ["database", "relation"].map(|of| crate_folder().join("src/catalog/kinds").join(of));
    let kinds = kinds
        .iter()
        .flat_map(|of| fs::read_dir(of).expect("it is there"));
    let kinds: BTreeSet<String> = kinds
        .map(|file| kind(&file.expect("it can be read").path()).to_owned())
        .collect();
    assert!(kinds.len() > 30, "{kinds:?}");
    assert_eq!(kinds.difference(&tried).collect::<Vec<_>>(), [""; 0]);
}
