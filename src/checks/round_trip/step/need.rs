//! What a migration needs and the throw-away server lacks, which is not a fault of the migration.

use std::iter::zip;

use super::newer;
use crate::findings::Kind;
use crate::migrations::Script;
use crate::postgres::Source;
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

/// What the server of a proof lacks for a movement.
pub(in crate::checks::round_trip) enum Need {
    /// The files of an extension.
    Extension,
    /// What this major version, and none before it, takes.
    Newer(u32),
}

impl Need {
    /// What a movement needs that failed so; `None` where the server is not to blame. Newer servers are asked, where the list of
    /// what is new does not know.
    pub async fn of(failed: &FailedSql, script: &Script, source: &Source) -> Option<Self> {
        if wants_extension(failed) {
            return Some(Self::Extension);
        }
        let major = source.settings().major().number();
        let least = match least_major(failed, script, major) {
            Some(least) => Some(least),
            None => newer::least_major(source, failed, script).await,
        };
        least.map(Self::Newer)
    }

    /// What a movement that needs it is a finding of.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Extension => Kind::NeedsExtension,
            Self::Newer(_) => Kind::NeedsNewerPostgres,
        }
    }

    /// The error with what to do in place of what the server says, which knows of no proof.
    pub fn with_help(&self, failed: &mut FailedSql) {
        failed.hint = Some(match self {
            Self::Extension => {
                failed.detail = None;
                HAS_IT.to_owned()
            }
            Self::Newer(least) => format!(
                "PostgreSQL {least} is the first that supports it: prove with --postgres {least}"
            ),
        });
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

/// Whether these words stand in the script, with whatever white space between them; `*` is any word.
fn holds(sql: &str, words: &str) -> bool {
    let sql = sql.to_uppercase();
    let sql: Vec<&str> = sql.split_whitespace().collect();
    if !words.contains('*') {
        return sql.join(" ").contains(words);
    }
    let words: Vec<&str> = words.split_whitespace().collect();
    let is_there = |part: &[&str]| zip(part, &words).all(|(it, word)| *word == "*" || it == word);
    sql.windows(words.len()).any(is_there)
}
