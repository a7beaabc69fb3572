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

use crate::catalog::pair::{Pair, all, batches, is_of_this_major, kind};
use crate::support::folder::crate_folder;

/// What stays, each with the reason.
const STAYS: [(&str, &str); 11] = [
    ("extension/leftover.sql", NO_MIGRATION),
    ("extension/owner.sql", NO_MIGRATION),
    ("extension_dependency/leftover.sql", NO_MIGRATION),
    (
        "system_comment/leftover_beside_another_schema.sql",
        NO_MIGRATION,
    ),
    ("system_comment/leftover_of_an_extension.sql", NO_MIGRATION),
    ("system_privilege/leftover.sql", THE_SYSTEMS),
    ("system_privilege/leftover_of_a_column.sql", THE_SYSTEMS),
    ("system_privilege/leftover_of_a_type.sql", THE_SYSTEMS),
    (
        "system_privilege/leftover_of_an_extension.sql",
        NO_MIGRATION,
    ),
    (
        "system_privilege/leftover_of_the_information_schema.sql",
        THE_SYSTEMS,
    ),
    ("system_privilege/leftover_of_the_schema.sql", THE_SYSTEMS),
];
const NO_MIGRATION: &str = "no migration creates the extension";
const THE_SYSTEMS: &str = "it is a privilege on an object of PostgreSQL's own";

/// What both schemas of a pair have, and what only one of them has, the first where both have something.
fn fill(path: &Path) -> Vec<String> {
    let pair = Pair::read(path);
    let own = if pair.before.trim().is_empty() {
        &pair.after
    } else {
        &pair.before
    };
    let batches = batches(&pair.common).chain(batches(own));
    batches.map(str::to_owned).collect()
}

#[rstest]
#[tokio::test]
async fn nothing_is_left_of_an_object_of_its_kind(
    #[files("fixtures/catalog/differ/table/*.sql")]
    #[files("fixtures/catalog/differ/*/missing.sql")]
    #[files("fixtures/catalog/differ/*/leftover*.sql")]
    #[files("fixtures/catalog/differ/*/owner.sql")]
    #[files("fixtures/catalog/differ/schema/public_dropped.sql")]
    path: PathBuf,
) {
    if !is_of_this_major(&path) {
        return;
    }
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
    let stays = STAYS.iter().find(|(file, _)| path.ends_with(file));
    let name = path.display();
    match stays {
        Some((_, reason)) => assert_ne!(left, [], "{name} goes, although {reason}"),
        None => assert_eq!(left, [], "{name}"),
    }
}

#[test]
fn every_kind_in_a_database_is_tried() {
    let files = all("fixtures/catalog/differ");
    let is_tried = |path: &&PathBuf| {
        let fact = path.file_stem().unwrap_or_default().to_string_lossy();
        fact == "missing" || fact == "owner" || fact.starts_with("leftover")
    };
    let tried: BTreeSet<String> = files
        .iter()
        .filter(is_tried)
        .map(|path| kind(path))
        .collect();
    let kinds =
        ["database", "relation"].map(|of| crate_folder().join("src/catalog/kinds").join(of));
    let kinds = kinds
        .iter()
        .flat_map(|of| fs::read_dir(of).expect("it is there"));
    let kinds: BTreeSet<String> = kinds
        .map(|file| {
            let path = file.expect("it can be read").path();
            let kind = path.file_stem().unwrap_or_default().to_string_lossy();
            kind.replace('_', " ")
        })
        .collect();
    assert!(kinds.len() > 30, "{kinds:?}");
    assert_eq!(kinds.difference(&tried).collect::<Vec<_>>(), [""; 0]);
}
