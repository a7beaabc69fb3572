//! Runs the proof on one of the broken folders.

use std::path::{Path, PathBuf};

use pgconform::checks::round_trip::{self, Allowed, Conditions, Outcome};
use pgconform::migrations::{Gaps, Migrations};
use pgconform::postgres;
use pgconform::rows::Seeds;

/// Where the broken migrations stand.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/broken");

/// One of the broken folders.
pub fn broken(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}

/// What is found in these migrations. Rows are made up, unless rows/ holds some of the folder's name.
pub async fn prove(folder: &Path, allowed: &Allowed) -> Outcome {
    let migrations = Migrations::load(folder, Gaps::Refuse).expect("the folder can be loaded");
    let name = folder.file_name().expect("a case has a name");
    let rows = Path::new(FOLDER).join("rows").join(name);
    let seeds = if rows.is_dir() {
        Seeds::load(&rows).expect("the rows can be loaded")
    } else {
        Seeds::default()
    };
    let source = postgres::choose()
        .await
        .expect("there is a server to test on");
    let outcome = round_trip::prove(
        &source,
        &migrations,
        &seeds,
        allowed,
        &Conditions::default(),
        |_| {},
    )
    .await;
    outcome.unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
}
