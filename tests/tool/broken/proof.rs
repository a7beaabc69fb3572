//! Runs the proof on a case.

use std::path::Path;

use pgconform::checks::round_trip::{self, Conditions, Outcome};
use pgconform::migrations::Gaps;
use pgconform::migrations::Migrations;
use pgconform::rows::Seeds;
use pgconform::testing::Pool;

use crate::support::case::Case;
use crate::support::folder::Folder;

/// Where the cases stand.
pub const FOLDERS: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/broken"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sound"),
];

/// The files of a case, such as `left_enum`, in a folder of their own.
pub fn unpack(name: &str) -> Folder {
    let files = FOLDERS.map(|folder| Path::new(folder).join(name).with_extension("sql"));
    let file = files.into_iter().find(|file| file.is_file());
    Case::read(file.unwrap_or_else(|| panic!("there is no case {name}"))).unpack()
}

/// What the proof sees of these migrations. Rows are generated, unless `rows` stands beside them.
pub async fn prove(folder: &Folder) -> Outcome {
    let migrations =
        Migrations::load(folder.path(), Gaps::Refuse).expect("the folder can be loaded");
    let rows = folder.project().join("rows");
    let seeds = if rows.is_dir() {
        Seeds::load(&rows).expect("the rows can be loaded")
    } else {
        Seeds::default()
    };
    let source = Pool::of_process().source().await;
    let outcome =
        round_trip::prove(&source, &migrations, &seeds, &Conditions::default(), |_| {}).await;
    outcome.unwrap_or_else(|error| panic!("{}: {error}", folder.path().display()))
}
