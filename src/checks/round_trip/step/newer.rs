//! The oldest newer version that accepts what this one refused: the servers are tried, as no list of features is ever complete.
//!
//! A statement that fails on a blank server as it did in the proof depends on nothing but the server. Where a newer
//! one says something else of it, that one understands it. Of a statement that needs what the migrations made, the
//! names in the message are looked up among those that a newer server has from the start.

use tokio_postgres::Client;

use crate::connection::{RetryFor, connect};
use crate::migrations::Script;
use crate::postgres::{Server, Source};
use crate::runner::FailedSql;
use crate::settings::Major;
use crate::sql::{byte_of, names_in, statements};

/// What a server says of what it does not know: syntax, a function, any other object, a parameter's value, an option.
const UNKNOWN: [&str; 5] = ["42601", "42883", "42704", "22023", "42P17"];

const SYNTAX_ERROR: &str = "42601";

/// The first major version above this one that takes what a script failed for; `None` where the newest one that is
/// installed does not either.
pub(super) async fn least_major(
    source: &Source,
    failed: &FailedSql,
    script: &Script,
) -> Option<u32> {
    let state = failed.sqlstate.as_deref()?;
    if !UNKNOWN.contains(&state) {
        return None;
    }
    let newer = newer(source);
    let (_, newest) = newer.last()?;
    let statement = statement(failed, script)?;
    let own = Asked::start(source).await?;
    let question = Question {
        is_by_itself: own.says(statement).await.is_same(failed),
        statement,
        failed,
        own,
    };
    if !question.takes(newest).await {
        return None;
    }
    for (major, source) in &newer {
        if question.takes(source).await {
            return Some(major.number());
        }
    }
    None
}

/// The servers of newer major versions that are installed, oldest first.
fn newer(source: &Source) -> Vec<(Major, Source)> {
    let own = source.settings().major();
    let mut newer = Vec::new();
    for major in Major::ALL.into_iter().filter(|major| *major > own) {
        if let Some(installed) = source.installed(major) {
            newer.push((major, installed));
        }
    }
    newer
}

/// The statement that failed.
fn statement<'a>(failed: &FailedSql, script: &'a Script) -> Option<&'a str> {
    let at = byte_of(&script.sql, failed.location()?)?;
    let all = statements(&script.sql);
    let before = all.into_iter().rev().find(|it| it.start <= at);
    before.map(|it| it.text)
}

/// What is asked of each newer server.
struct Question<'a> {
    statement: &'a str,
    failed: &'a FailedSql,
    /// A blank server of the proof's own major version.
    own: Asked,
    /// Whether the statement fails there as it did in the proof.
    is_by_itself: bool,
}

impl Question<'_> {
    async fn takes(&self, source: &Source) -> bool {
        let Some(asked) = Asked::start(source).await else {
            return false;
        };
        if self.is_by_itself {
            return asked.says(self.statement).await.understands(self.failed);
        }
        let message = &self.failed.message;
        let function = message.strip_prefix("function ");
        let function = function.and_then(|it| it.strip_suffix(" does not exist"));
        let bare = function.and_then(|it| it.split_once('('));
        let bare = bare.map(|(name, _)| name.trim_start_matches("pg_catalog."));
        let mut names = names_in(message);
        names.extend(function.into_iter().chain(bare));
        for name in names {
            if asked.has(name).await && !self.own.has(name).await {
                return true;
            }
        }
        false
    }
}

/// A blank server, and a session on it.
struct Asked {
    client: Client,
    _server: Server,
}

/// What a server said of a statement: the SQLSTATE and the message of an error.
struct Said(Option<(String, String)>);

impl Said {
    /// Whether a server that says this knows what another failed for. One syntax error in place of another is not a sign of it:
    /// the words may be known, and stand where none may.
    fn understands(&self, failed: &FailedSql) -> bool {
        let is_syntax = |state: &str| state == SYNTAX_ERROR;
        let failed_so = failed.sqlstate.as_deref().is_some_and(is_syntax);
        let is_still = self.0.as_ref().is_some_and(|(state, _)| is_syntax(state));
        !(self.is_same(failed) || failed_so && is_still)
    }

    fn is_same(&self, failed: &FailedSql) -> bool {
        let said = self.0.as_ref();
        said.is_some_and(|(state, message)| {
            failed.sqlstate.as_deref() == Some(state) && failed.message == *message
        })
    }
}

impl Asked {
    /// `None` where it does not start: then nothing is known of it.
    async fn start(source: &Source) -> Option<Self> {
        let server = Server::blank(source).await.ok()?;
        let client = connect(server.url(), RetryFor::default()).await.ok()?;
        let limit = "SET statement_timeout = '10s'";
        client.batch_execute(limit).await.ok()?;
        Some(Self {
            client,
            _server: server,
        })
    }

    async fn says(&self, statement: &str) -> Said {
        let error = self.client.batch_execute(statement).await.err();
        let error = error.as_ref().and_then(tokio_postgres::Error::as_db_error);
        Said(error.map(|it| (it.code().code().to_owned(), it.message().to_owned())))
    }

    /// Whether a new server has a function, a type, a parameter or a role of this name.
    async fn has(&self, name: &str) -> bool {
        let client = &self.client;
        let known = client.query_one(include_str!("known.sql"), &[&name]).await;
        known.is_ok_and(|row| row.get(0))
    }
}
