//! Steps that a tool's own program runs.

use std::io;
use std::process::Stdio;
use std::sync::LazyLock;

use tokio::process::Command;
use tokio_postgres::Client;

use super::child::{self, Ended};
use super::commits::Snapshot;
use super::limit::Limit;
use super::{Error, FailedSql, Limits};
use crate::connection::{ChildEnvironment, DatabaseUrl, connects_only_to};
use crate::escape;
use crate::migrations::{CommandContext, Reach, Script};

/// How much of a failed program's words an error repeats, in lines from the end.
const TAIL: usize = 12;

/// How programs say that the kernel has refused them something, in lower case.
const REFUSED: [&str; 4] = ["permission denied", "eacces", "not permitted", "eperm"];

const CONFINED: &str = "\nhelp: a command connects by TCP to the throw-away server only, $DATABASE_URL; if it must reach \
    others, for instance to download something, do so beforehand, or pass --confine off";

/// Which step a program is started for: what its environment says beside where the database is.
#[derive(Debug, Clone, Copy)]
pub struct CommandStep<'a> {
    /// The migration that is applied or taken back.
    pub version: &'a str,
    /// Where the database stands afterwards; empty for base.
    pub target: &'a str,
}

/// What stands before a command where the shell can do it: one that fails inside a pipe is one that fails.
const PIPES: &str = "(set -o pipefail) 2>/dev/null && set -o pipefail; ";

/// The shell that commands run in: `sh`, unless only `bash` can see a failure inside a pipe.
fn shell() -> &'static str {
    static SHELL: LazyLock<&str> = LazyLock::new(|| {
        let can = |shell: &str| {
            let mut probe = std::process::Command::new(shell);
            let probe = probe.args(["-c", "set -o pipefail"]).stderr(Stdio::null());
            probe.status().is_ok_and(|status| status.success())
        };
        if can("sh") || !can("bash") {
            "sh"
        } else {
            "bash"
        }
    });
    *SHELL
}

/// Leads a command to one server, and keeps it from others unless it may reach any. What is returned must outlive it.
pub fn point_at(
    command: &mut std::process::Command,
    url: &DatabaseUrl,
    context: &CommandContext,
) -> io::Result<ChildEnvironment> {
    let environment = ChildEnvironment::of(url, &context.environment);
    environment.apply(command);
    if context.reach == Reach::OneServer {
        connects_only_to(command, environment.port())?;
    }
    Ok(environment)
}

/// Whether this kernel can keep a command from other servers.
#[must_use]
pub fn can_confine_commands() -> bool {
    // It is prepared, and never started.
    let mut command = std::process::Command::new("sh");
    connects_only_to(&mut command, 0).unwrap_or(false)
}

/// Runs a command in a shell and returns what it wrote to its standard output; where it fails, why, in
/// its own last words.
///
/// Its environment leads to the database that `url` names and to no other; `VERSION` and `TARGET` say which step is
/// meant. It ends with all that it started: with its shell, once the limit for it has passed, or when it is dropped.
pub async fn run_command(
    command: &str,
    (url, context): (&DatabaseUrl, &CommandContext),
    step: CommandStep<'_>,
    limits: &Limits,
) -> Result<String, String> {
    let mut shell = Command::new(shell());
    let environment = point_at(shell.as_std_mut(), url, context)
        .map_err(|error| format!("it cannot be kept from other servers: {error}"))?;
    shell
        .args(["-c", &format!("{PIPES}{command}")])
        .env("VERSION", step.version)
        .env("TARGET", step.target);
    let limit = limits.of_command();
    let ended = child::run(&mut shell, limit.map(|limit| limit.time)).await;
    let ended = ended.map_err(|error| format!("sh cannot be run: {error}"))?;
    let Some(ended) = ended else {
        return Err(limit.map(Limit::passed).unwrap_or_default());
    };
    if !ended.status.success() {
        return Err(last_words(&ended, &environment, context.reach));
    }
    if ended.stdout.is_cut {
        return Err("it wrote more than 1 MB".to_owned());
    }
    Ok(String::from_utf8_lossy(ended.stdout.bytes()).into_owned())
}

/// The end of what it wrote, without the password, and without whatever holds it.
fn last_words(ended: &Ended, environment: &ChildEnvironment, reach: Reach) -> String {
    let text = [ended.stdout.bytes(), ended.stderr.bytes()].concat();
    let text = environment.hide(&String::from_utf8_lossy(&text));
    let lines: Vec<&str> = text.trim().lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n");
    let lower = tail.to_lowercase();
    let is_refused = REFUSED.iter().any(|word| lower.contains(word));
    let help = if is_refused && reach == Reach::OneServer && can_confine_commands() {
        CONFINED
    } else {
        ""
    };
    format!("{}\n{tail}{help}", ended.status)
}

/// Runs the command that a script is, and sees to it that it has moved the database that it was led to: its tool
/// writes its history at the least.
pub(super) async fn run(
    client: &Client,
    script: &Script,
    (url, context): (&DatabaseUrl, &CommandContext),
    step: CommandStep<'_>,
    limits: &Limits,
) -> Result<(), Error> {
    let before = Snapshot::now(client).await?;
    let ran = run_command(&script.sql, (url, context), step, limits).await;
    ran.map_err(|why| FailedSql::without_place(script, escape::conceal(&why)))?;
    if before.has_commit_since(client, url).await? {
        return Ok(());
    }
    Err(Error::NothingHappened {
        option: script.file.display().to_string(),
        command: escape::conceal(&script.sql),
        version: step.version.to_owned(),
    })
}
