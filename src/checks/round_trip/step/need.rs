//! What a server must have for a migration, and the proof's has not: that is no fault of the migration.

use crate::findings::Kind;
use crate::migrations::Script;
use crate::runner::{self, FailedSql};

const HAS_IT: &str = "prove on a server that has it: an image in PGCONFORM_IMAGE with PGCONFORM_SERVER=container, or a \
    folder of binaries in PGCONFORM_PG_BIN";

/// A feature, and how a server before it refuses it.
struct Newer {
    /// The first major version that has it.
    since: u32,
    sqlstate: &'static str,
    message: &'static str,
    /// What the script must hold too; empty where the message says it all.
    words: &'static str,
}

/// What an up that failed on a server of this major version is a finding of: [`Kind::UpFailed`], unless the server is to
/// blame.
pub(in crate::checks::round_trip) fn kind(failed: &FailedSql, script: &Script, major: u32) -> Kind {
    if wants_extension(failed) {
        Kind::NeedsExtension
    } else if least_major(failed, script, major).is_some() {
        Kind::NeedsNewerPostgres
    } else {
        Kind::UpFailed
    }
}

/// The first major version above this one that has what a script failed for.
fn least_major(failed: &FailedSql, script: &Script, major: u32) -> Option<u32> {
    let wanted = newer().filter(|it| it.since > major && it.is_wanted(failed, script));
    wanted.map(|it| it.since).min()
}

/// The kind of a movement that failed so: this one, unless a limit ended it, as nobody knows whether it fails.
pub(in crate::checks::round_trip) fn unless_ended(kind: Kind, error: &runner::Error) -> Kind {
    match error {
        runner::Error::Sql { failed, .. } if failed.is_ended_by_limit() => Kind::Hangs,
        _ => kind,
    }
}

/// The error with what to do in place of what the server says, which knows of no proof.
pub(in crate::checks::round_trip) fn with_help(
    kind: Kind,
    mut error: runner::Error,
    script: &Script,
    major: u32,
) -> runner::Error {
    let runner::Error::Sql { failed, .. } = &mut error else {
        return error;
    };
    match kind {
        Kind::NeedsExtension => {
            failed.detail = None;
            failed.hint = Some(HAS_IT.to_owned());
        }
        Kind::NeedsNewerPostgres => {
            if let Some(least) = least_major(failed, script, major) {
                failed.hint = Some(format!(
                    "PostgreSQL {least} is the first that takes it: prove with --postgres {least}"
                ));
            }
        }
        _ => {}
    }
    error
}

/// `CREATE EXTENSION` of one whose files are not on the server.
fn wants_extension(failed: &FailedSql) -> bool {
    let message = &failed.message;
    failed.sqlstate.as_deref() == Some("0A000")
        && message.starts_with("extension \"")
        && message.ends_with("is not available")
}

fn newer() -> impl Iterator<Item = Newer> {
    let lines = include_str!("newer_postgres.txt").lines();
    let features = lines.filter(|line| !line.starts_with('#'));
    features.map(|line| {
        let mut parts = line.split('|').map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        Newer {
            since: part().parse().expect("a line begins with a major version"),
            sqlstate: part(),
            message: part(),
            words: part(),
        }
    })
}

impl Newer {
    fn is_wanted(&self, failed: &FailedSql, script: &Script) -> bool {
        failed.sqlstate.as_deref() == Some(self.sqlstate)
            // The server repeats a word as the script has it.
            && failed.message.to_lowercase().contains(&self.message.to_lowercase())
            && holds(&script.sql, self.words)
    }
}

/// Whether these words stand in the script, with whatever white space between them.
fn holds(sql: &str, words: &str) -> bool {
    let sql = sql.to_uppercase();
    let sql: Vec<&str> = sql.split_whitespace().collect();
    sql.join(" ").contains(words)
}
