//! sqlx: `1_x.sql` alone, or `1_x.up.sql` and `1_x.down.sql`; each in a transaction of its own unless
//! its very first bytes are `-- no-transaction`.

use std::path::Path;

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name};
use super::golang_migrate::half;
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration, Script};

pub(super) const LAYOUT: Layout = Layout {
    name: "sqlx",
    form: "1_x.sql alone, or 1_x.up.sql and 1_x.down.sql with '-- no-transaction' in one of them",
    history: &["_sqlx_migrations"],
    no_down: |_| "rename it to .up.sql and write its .down.sql beside it".to_owned(),
    checks_ups: true,
    detect,
    read,
};

const NO_TRANSACTION: &str = "-- no-transaction";

fn detect(folder: &Folder) -> Detection {
    let wholes = folder
        .top()
        .any(|file| half(name(file)).is_none() && whole(name(file)).is_some());
    let halves = folder.top().any(|file| half(name(file)).is_some());
    let is_own = halves && (wholes || folder.has_sql(|text| text.starts_with(NO_TRANSACTION)));
    if is_own {
        Detection::Certain
    } else {
        Detection::ambiguous_if(wholes)
    }
}

/// Version and name of `1_x.sql`.
fn whole(file: &str) -> Option<(u64, &str)> {
    let (version, name) = number_and_name(file.strip_suffix(".sql")?)?;
    let is_postgrator = name.starts_with("do.") || name.starts_with("undo.");
    (!is_postgrator).then_some((version, name))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    Pairs::of_files(LAYOUT, folder, folder.sql(), parse, script)?.in_order()
}

/// Version, name, and whether it is the up: a file alone always is.
fn parse(file: &str) -> Option<(u64, &str, bool)> {
    let alone = || whole(file).map(|(version, name)| (version, name, true));
    half(file).or_else(alone)
}

fn script(folder: &Folder, file: &Path) -> Result<Script, Error> {
    // A mark at the beginning of the file would hide the words from sqlx, so the raw text counts.
    let execution = if folder.raw(file)?.starts_with(NO_TRANSACTION) {
        Execution::AS_ONE_MESSAGE
    } else {
        Execution::IN_TRANSACTION
    };
    Script::theirs(&folder.path(file), folder.text(file)?, execution)
}
