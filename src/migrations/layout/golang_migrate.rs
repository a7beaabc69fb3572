//! golang-migrate: `1_x.up.sql` and `1_x.down.sql`, each sent as one message without a transaction.

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name, one_message};
use crate::migrations::folder::{Folder, name};
use crate::migrations::{Error, Migration};

pub(super) const LAYOUT: Layout = Layout {
    name: "golang-migrate",
    form: "1_x.up.sql, 1_x.down.sql",
    history: &["schema_migrations"],
    no_down: |up| format!("write {} beside it", up.replace(".up.sql", ".down.sql")),
    checks_ups: false,
    detect,
    read,
};

fn detect(folder: &Folder) -> Detection {
    Detection::ambiguous_if(folder.top().any(|file| half(name(file)).is_some()))
}

/// Version, name, and whether it is the up, of `1_x.up.sql`.
pub(super) fn half(file: &str) -> Option<(u64, &str, bool)> {
    let stem = file.strip_suffix(".sql")?;
    let (stem, is_up) = match (stem.strip_suffix(".up"), stem.strip_suffix(".down")) {
        (Some(stem), _) => (stem, true),
        (_, Some(stem)) => (stem, false),
        _ => return None,
    };
    let (version, name) = number_and_name(stem)?;
    Some((version, name, is_up))
}

fn read(folder: &Folder) -> Result<Vec<Migration>, Error> {
    Pairs::of_files(LAYOUT, folder, folder.sql(), half, one_message)?.in_order()
}
