//! sqlx: `1_x.sql` alone, or `1_x.up.sql` and `1_x.down.sql`; each in a transaction of its own unless
//! its very first bytes are `-- no-transaction`.

use std::path::Path;

use sha2::{Digest, Sha384};

use super::definition::{Detection, Layout};
use super::drafts::{Pairs, number_and_name};
use super::golang_migrate::half;
use super::history::{HistoryRules, hexadecimal, nearby};
use crate::migrations::execution::Execution;
use crate::migrations::folder::{Folder, name};
use crate::migrations::history::{HistoryRow, HistorySession, TransactionStatus};
use crate::migrations::{Error, Migration, Script};
use crate::sql::literal;

pub(super) const LAYOUT: Layout = Layout {
    name: "sqlx",
    form: "1_x.sql alone, or 1_x.up.sql and 1_x.down.sql with '-- no-transaction' in one of them or a Cargo.toml that depends on sqlx",
    reads: "sqlx.toml, Cargo.toml",
    history: HISTORY,
    no_down: |_| "rename it to .up.sql and write its .down.sql beside it".to_owned(),
    checks_ups: true,
    detect,
    read,
};

const HISTORY: HistoryRules = HistoryRules {
    hidden: &["_sqlx_migrations"],
    table: "_sqlx_migrations",
    owns: |table| table.name.clone(),
    configured: |folder| {
        let configuration: toml::Table = toml::from_str(&nearby(folder, "sqlx.toml")?).ok()?;
        let table = configuration.get("migrate")?.get("table-name")?;
        table.as_str().map(str::to_owned)
    },
    create: |_, table| {
        Ok(format!(
            "CREATE TABLE IF NOT EXISTS {table} (version bigint PRIMARY KEY, description text NOT NULL, \
             installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, \
             execution_time bigint NOT NULL)"
        ))
    },
    up: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        let description = literal(&movement.migration.name.replace('_', " "));
        let checksum = hexadecimal(&Sha384::digest(&movement.migration.up.sql));
        HistoryRow::after(format!(
            "INSERT INTO {table} (version, description, success, checksum, execution_time) \
             VALUES ({id}, {description}, true, decode('{checksum}', 'hex'), 1)"
        ))
    },
    down: |movement| {
        let (table, id) = (movement.table, &movement.migration.id);
        HistoryRow::after(format!("DELETE FROM {table} WHERE version = {id}"))
    },
    session: HistorySession::OfMigration,
    transactions: TransactionStatus::Unchecked,
};

const NO_TRANSACTION: &str = "-- no-transaction";

fn detect(folder: &Folder) -> Detection {
    let wholes = folder
        .top()
        .any(|file| half(name(file)).is_none() && whole(name(file)).is_some());
    // A down beside a file of another name may be anybody's.
    let is_up = |file| half(name(file)).is_some_and(|(.., is_up)| is_up);
    let halves = folder.top().any(is_up);
    let is_marked = || folder.has_sql(|text| text.starts_with(NO_TRANSACTION));
    let is_own = halves && (wholes || is_marked() || is_used_near(folder));
    if is_own {
        Detection::Certain
    } else {
        Detection::ambiguous_if(wholes)
    }
}

/// Whether the project's `Cargo.toml` depends on sqlx: the files alone may be golang-migrate's.
fn is_used_near(folder: &Folder) -> bool {
    let depends = |manifest: &toml::Table| {
        let of_crate = manifest.get("dependencies");
        let of_workspace = manifest
            .get("workspace")
            .and_then(|it| it.get("dependencies"));
        let mut all = [of_crate, of_workspace].into_iter().flatten();
        all.any(|it| it.get("sqlx").is_some())
    };
    let manifest = nearby(folder, "Cargo.toml").and_then(|text| toml::from_str(&text).ok());
    manifest.is_some_and(|it| depends(&it))
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
    // A byte order mark hides the words from sqlx, and is sent too.
    let text = folder.raw(file)?;
    let execution = if text.starts_with(NO_TRANSACTION) {
        Execution::AS_ONE_MESSAGE
    } else {
        Execution::IN_TRANSACTION
    };
    Script::theirs(&folder.path(file), text, execution)
}
