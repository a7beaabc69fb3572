//! The schema is proved on every major version of PostgreSQL that is supported, and is the same on each.

use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;

/// Whom the schema `public` of a new database belongs to, and who may do what there, is another in version 14.
fn without_public(snapshot: &str) -> String {
    let objects = snapshot.split("\n\n");
    let others = objects.filter(|object| !object.starts_with("schema public\n"));
    others.collect::<Vec<_>>().join("\n\n")
}

/// Runs a command on local servers of a major version, whose programs are installed once.
fn run(folder: &Folder, command: &[&str], major: &str) -> Ended {
    let servers = ["--server", "local", "--postgres", major];
    let words: Vec<&str> = command.iter().copied().chain(servers).collect();
    Pgconform::new(folder.project(), &words).run().ends_with(0)
}

fn snapshot(major: &str) -> String {
    let folder = Folder::ours();
    run(&folder, &["snapshot", "--quiet"], major).stdout
}

#[rstest]
#[case::oldest("14")]
#[case::v15("15")]
#[case::v17("17")]
#[case::newest("18")]
fn the_schema_at_head_is_the_same_text_on_every_major_version(#[case] major: &str) {
    let [of_major, of_default] = [major, "16"].map(snapshot);
    if major == "14" {
        assert_eq!(without_public(&of_major), without_public(&of_default));
    } else {
        assert_eq!(of_major, of_default);
    }
}

#[rstest]
#[case::oldest("14")]
#[case::v15("15")]
#[case::v17("17")]
#[case::newest("18")]
fn every_migration_can_be_undone_on_every_major_version(#[case] major: &str) {
    let folder = Folder::ours();
    let ended = run(&folder, &["verify-rollback", "--strict"], major);
    let on = format!("on PostgreSQL {major}.");
    assert!(ended.stdout.contains(&on), "{}", ended.stdout);
}
