//! A live database is what its migrations make, whoever runs them, wherever it was restored from, and whatever else stands
//! beside it: what is not drift is not reported, and what is stays.

mod ignored;
mod owners;
mod partitions;
mod presets;
mod restored;
mod standing;
mod tables_of_tools;
mod unreadable;

use pgconform::checks::drift::{self, Ignored, Outcome};
use pgconform::migrations::Migrations;
use pgconform::runner::Limits;
use pgconform::testing::{Pool, TestDb};
use tokio_postgres::Client;

use crate::support::folder::Folder;

/// A project of goose with these ups.
fn goose(ups: &[&str]) -> Folder {
    let folder = Folder::empty();
    for (number, up) in (1..).zip(ups) {
        let text = format!(
            "-- +goose Up\n-- +goose StatementBegin\n{up}\n-- +goose StatementEnd\n-- +goose Down\nSELECT 1;\n"
        );
        folder.write(&format!("{number:05}_step.sql"), &text);
    }
    folder
}

/// What its tool's history and its catalog show in this session.
async fn seen(client: &Client, migrations: &Migrations) -> Outcome {
    let source = Pool::of_process().source().await;
    drift::find(
        &source,
        migrations,
        client,
        &Ignored::default(),
        Limits::default(),
    )
    .await
    .expect("it can be asked")
}

/// What differs, each with its fact.
fn differences(outcome: &Outcome) -> Vec<String> {
    let found = outcome.differences.iter().map(|it| &it.difference);
    let name = |fact: &Option<String>| fact.as_ref().map_or(String::new(), |it| format!(": {it}"));
    found
        .map(|it| format!("{}{}", it.object, name(&it.fact)))
        .collect()
}

/// What differs between these migrations and a database at their head where this was run.
async fn drifted(migrations: &Migrations, by_hand: &str) -> Vec<String> {
    let db = TestDb::head_of(migrations).await;
    db.run(by_hand).await;
    differences(&seen(db.client(), migrations).await)
}

#[tokio::test]
async fn what_an_extension_brings_is_a_part_of_the_extension() {
    let migrations = goose(&["CREATE EXTENSION dblink;"]).load();
    let found = drifted(&migrations, "DROP EXTENSION dblink").await;
    pretty_assertions::assert_eq!(found, ["extension dblink"]);
}
