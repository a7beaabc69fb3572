//! goose: `1_x.sql`, whose lines `-- +goose ...` say where the up, the down and each statement begin.

mod environment;
mod parser;

use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name};
use super::sections::lines;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration};

pub(super) const LAYOUT: Layout = Layout {
    name: "goose",
    form: "1_x.sql with '-- +goose Up' and '-- +goose Down' in it",
    history: &["goose_db_version"],
    no_down: |_| "write its '-- +goose Down'".to_owned(),
    checks_ups: false,
    detect,
    read,
};

fn detect(folder: &Folder) -> Detection {
    Detection::certain_if(
        folder.has_sql(|text| lines(text).any(|(_, line)| parser::is_annotation(line))),
    )
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    let mut pairs = Pairs::default();
    for file in folder.top() {
        let path = folder.path(file);
        if file.extension().is_some_and(|extension| extension == "go") {
            refuse_code(&path)?;
            continue;
        }
        let stem = name(file).strip_suffix(".sql");
        let Some((version, title)) = stem
            .and_then(number_and_name)
            .filter(|(version, _)| *version > 0)
        else {
            return Err(LAYOUT.unknown(folder, file));
        };
        let (up, down) = parser::parse(&path, &folder.raw(file)?, &folder.environment)?;
        pairs.add_up(version, title, up)?;
        if let Some(down) = down {
            pairs.add_down(version, down)?;
        }
    }
    pairs.in_order()
}

/// A migration that is a program cannot be read here; a test of one, or a helper, is none.
fn refuse_code(path: &Path) -> Result<(), Error> {
    let stem = name(path).trim_end_matches(".go");
    if stem.ends_with("_test") || number_and_name(stem).is_none() {
        return Ok(());
    }
    let why = "a migration in Go cannot be read as SQL: prove the project by its commands (--up-command, --down-command, --list-command)";
    Err(Error::in_file(path, None, why))
}
