//! Steps that a tool's own program makes.

use std::process::{Output, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::Command;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::committed::Moment;
use super::{Error, FailedSql};
use crate::connection::{ChildEnvironment, DatabaseUrl};
use crate::migrations::Script;

/// How much of a failed program's words an error repeats, in lines from the end.
const TAIL: usize = 12;

/// What a program is told, beside where the database is.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The migration that is applied or taken back.
    pub version: &'a str,
    /// Where the database stands afterwards; empty for base.
    pub target: &'a str,
}

/// Runs a command in a shell and returns what it wrote to its standard output; where it fails, why, in
/// its own last words.
///
/// Its environment leads to the database that `url` names and to no other; `VERSION` and `TARGET` say which step is
/// meant. It is killed with all that it started once `limit` has passed.
pub async fn run_command(
    command: &str,
    url: &DatabaseUrl,
    told: Told<'_>,
    limit: Option<Duration>,
) -> Result<String, String> {
    let environment = ChildEnvironment::of(url);
    let mut shell = Command::new("sh");
    environment.apply(shell.as_std_mut());
    let child = shell
        .args(["-c", command])
        .env("VERSION", told.version)
        .env("TARGET", told.target)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("sh cannot be started: {error}"))?;
    let group = child.id().map(|id| Pid::from_raw(id.cast_signed()));
    let output = child.wait_with_output();
    let ended = match limit {
        Some(limit) => timeout(limit, output).await,
        None => Ok(output.await),
    };
    let Ok(ended) = ended else {
        let _ = group.map(|group| killpg(group, Signal::SIGKILL));
        let seconds = limit.unwrap_or_default().as_secs_f64();
        return Err(format!(
            "it had not ended after {seconds} s (--statement-timeout)"
        ));
    };
    let output = ended.map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(last_words(&output, &environment))
    }
}

/// The end of what it wrote, without the password, and without whatever holds it.
fn last_words(output: &Output, environment: &ChildEnvironment) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = environment.hide(&String::from_utf8_lossy(&text));
    let lines: Vec<&str> = text.trim().lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
    format!("{}\n{tail}", output.status)
}

/// Runs the command that a script is, and sees to it that it has moved the database that it was told of: its tool
/// writes its history at the least.
pub(super) async fn run(
    client: &Client,
    script: &Script,
    url: &DatabaseUrl,
    told: Told<'_>,
    limit: Option<Duration>,
) -> Result<(), Error> {
    let before = Moment::now(client).await?;
    let ran = run_command(&script.sql, url, told, limit).await;
    ran.map_err(|why| Error::Sql {
        failed: Box::new(FailedSql::without_place(script, why)),
        done: Vec::new(),
    })?;
    if before.is_before_a_commit(client, url).await? {
        return Ok(());
    }
    Err(Error::NothingHappened {
        option: script.file.display().to_string(),
        command: script.sql.clone(),
        version: told.version.to_owned(),
    })
}
