//! Every tool's layout is read in its own order, and run by its own rules: each folder of
//! fixtures/layouts/<layout>/ is a project, and its expected.txt says what the proof finds in it, or
//! why it is refused. The projects below none/ have no layout, or more than one.

mod command;
mod custom;
mod drift;
mod empty_file;
mod history;
mod hostile;
mod many_steps;
mod nothing_happened;
mod one_transaction;
mod options;
mod pages;
mod programs;
pub mod project;
mod real_sql;
mod sessions;

use std::fs;
use std::path::{Path, PathBuf};

use pgconform::checks::round_trip::{self, Conditions};
use pgconform::migrations::{Gaps, Layout, Migrations};
use pgconform::rows::Seeds;
use pgconform::testing::Pool;
use pretty_assertions::assert_eq;
use rstest::rstest;

use crate::support::{approved, summary};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/layouts");
/// So many projects there are; one that is lost in a merge is missed.
const PROJECTS: usize = 106;

#[rstest]
#[tokio::test]
async fn a_project_is_proved_by_its_tools_rules(
    #[files("fixtures/layouts/*/*/expected.txt")] expected: PathBuf,
) {
    let folder = expected.parent().expect("a file stands in a folder");
    let found = match Migrations::load(folder, Gaps::Refuse) {
        Ok(migrations) => {
            let layout = migrations.layout().name();
            assert_eq!(layout, name(folder.parent().expect("it is the layout's")));
            proved(&migrations).await
        }
        Err(error) => {
            let beside = format!("{FOLDER}/");
            format!("refused: {}\n", error.to_string().replace(&beside, ""))
        }
    };
    approved(&expected, &found);
}

async fn proved(migrations: &Migrations) -> String {
    let source = Pool::of_process().source().await;
    let (seeds, conditions) = (Seeds::default(), Conditions::default());
    let proof = round_trip::prove(&source, migrations, &seeds, &conditions, |_| {});
    summary(&proof.await.expect("the proof can be made"))
}

#[test]
fn every_layout_has_a_project_that_is_proved_and_one_that_is_refused_or_at_fault() {
    let mut count = 0;
    for layout in folders(Path::new(FOLDER)) {
        // Tools that are proved by their commands have a page, and no files to be read.
        let others = ["none", Layout::BY_COMMAND.name()];
        let is_known = others.contains(&name(&layout)) || Layout::named(name(&layout)).is_some();
        assert!(is_known, "{} is no layout", layout.display());
        count += folders(&layout).len();
    }
    assert_eq!(count, PROJECTS);
    for layout in Layout::all() {
        let texts: Vec<String> = folders(&Path::new(FOLDER).join(layout.name()))
            .iter()
            .map(|project| {
                fs::read_to_string(project.join("expected.txt")).expect("it is approved")
            })
            .collect();
        let is_refused = |text: &String| text.starts_with("refused: ") || text.contains("failed");
        assert!(texts.iter().any(is_refused), "nothing broken for {layout}");
        assert!(!texts.iter().all(is_refused), "nothing sound for {layout}");
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("they can be listed").path());
    paths.filter(|path| path.is_dir()).collect()
}

fn name(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .expect("the fixtures' names are text")
}
