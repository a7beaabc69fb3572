//! A finding has the same id for as long as it is the same: somebody's baseline holds it.

use std::collections::BTreeSet;

use pretty_assertions::{assert_eq, assert_ne};
use rstest::rstest;

use super::proof::{prove, unpack};
use crate::support::folder::Folder;

async fn ids(folder: &Folder) -> BTreeSet<String> {
    let outcome = prove(folder).await;
    let findings = outcome.findings();
    assert!(!findings.items.is_empty(), "{}", folder.path().display());
    let told = findings
        .items
        .iter()
        .filter(|it| it.acknowledged_by.is_none());
    told.map(|it| it.id.to_string()).collect()
}

#[rstest]
#[case::of_every_kind_in_a_step("values_lost_before_the_next_up_fails")]
#[case::with_a_line("misspelt_down")]
#[case::with_a_trip_that_fails("left_enum")]
#[case::with_values("sequence_restarted")]
#[case::of_a_declaration("stale_declaration")]
#[tokio::test]
async fn an_id_survives_what_leaves_the_fault_as_it_is(#[case] name: &str) {
    let before = ids(&unpack(name)).await;
    let copy = unpack(name);
    assert_eq!(ids(&copy).await, before, "in another folder");

    let all = copy.load();
    let guilty = &all.all()[1];
    let files: Vec<_> = [Some(&guilty.up), guilty.down.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    for script in files {
        copy.write(&script.name, &format!("-- One line more.\n{}", script.sql));
    }
    assert_eq!(ids(&copy).await, before, "with other lines");

    let next = all.all().len() + 1;
    copy.write(
        &format!("V{next:04}__more.sql"),
        "CREATE TYPE more AS ENUM ('a');",
    )
    .write(&format!("V{next:04}__more.down.sql"), "DROP TYPE more;");
    assert_eq!(ids(&copy).await, before, "with another migration after it");

    // Other numbers come next.
    let first = &all.all()[0].up;
    let more = "INSERT INTO notes (body) VALUES ('a'); DELETE FROM notes;";
    copy.write(&first.name, &format!("{}\n{more}", first.sql));
    assert_eq!(ids(&copy).await, before, "with other values");
}

#[tokio::test]
async fn another_fault_has_another_id() {
    let before = ids(&unpack("half_declared_loss")).await;
    let copy = unpack("half_declared_loss");
    copy.replace(
        "V0002__add_author.down.sql",
        "loses notes.author",
        "loses notes.editor",
    );
    let after = ids(&copy).await;
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
}

/// Whoever lives with one failure has not agreed to another.
#[rstest]
#[case::of_another_sqlstate("DROP TYPE mark;")]
#[case::of_another_object("DROP TABLE marks;")]
#[tokio::test]
async fn another_failure_has_another_id(#[case] down: &str) {
    let ids = async |down| {
        let folder = Folder::empty();
        folder.write("V1__a.sql", "CREATE TABLE a ();");
        folder.write("V1__a.down.sql", down);
        ids(&folder).await
    };
    let (one, other) = (ids("DROP TABLE mark;").await, ids(down).await);
    for found in [&one, &other] {
        assert!(
            found.iter().any(|it| it.contains("down_failed")),
            "{found:?}"
        );
    }
    assert!(one.is_disjoint(&other), "{one:?} and {other:?}");
}

/// The server's words are in no id, but the text names it.
#[tokio::test]
async fn an_id_says_which_migration_and_which_kind() {
    let found = ids(&unpack("half_declared_loss")).await;
    let found: Vec<&String> = found.iter().collect();
    assert_eq!(found, ["V2-forgets-97eb5bbc1c90"]);
}
