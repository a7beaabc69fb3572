//! Steps that a tool's own program makes.

use std::io;
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::process::Command;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::commits::Snapshot;
use super::failed_sql::NOT_ENDED;
use super::{Error, FailedSql};
use crate::connection::{ChildEnvironment, DatabaseUrl, connects_only_to};
use crate::escape;
use crate::migrations::{CommandContext, Reach, Script};

/// How much of a failed program's words an error repeats, in lines from the end.
const TAIL: usize = 12;

/// How programs say that the kernel has refused them something, in lower case.
const REFUSED: [&str; 4] = ["permission denied", "eacces", "not permitted", "eperm"];

const CONFINED: &str = "\nhelp: a command connects by TCP to the throw-away server only, $DATABASE_URL; if it must reach \
    others, for instance to download something, let it do so beforehand, or give --confine off";

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
/// meant. It is killed with all that it started once `limit` has passed.
pub async fn run_command(
    command: &str,
    (url, context): (&DatabaseUrl, &CommandContext),
    step: CommandStep<'_>,
    limit: Option<Duration>,
) -> Result<String, String> {
    let mut shell = Command::new(shell());
    let environment = point_at(shell.as_std_mut(), url, context)
        .map_err(|error| format!("it cannot be kept from other servers: {error}"))?;
    let child = shell
        .args(["-c", &format!("{PIPES}{command}")])
        .env("VERSION", step.version)
        .env("TARGET", step.target)
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
        return Err(format!("{NOT_ENDED} {seconds} s (--statement-timeout)"));
    };
    let output = ended.map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(last_words(&output, &environment, context.reach))
    }
}

/// The end of what it wrote, without the password, and without whatever holds it.
fn last_words(output: &Output, environment: &ChildEnvironment, reach: Reach) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
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
    format!("{}\n{tail}{help}", output.status)
}

/// Runs the command that a script is, and sees to it that it has moved the database that it was led to: its tool
/// writes its history at the least.
pub(super) async fn run(
    client: &Client,
    script: &Script,
    (url, context): (&DatabaseUrl, &CommandContext),
    step: CommandStep<'_>,
    limit: Option<Duration>,
) -> Result<(), Error> {
    let before = Snapshot::now(client).await?;
    let ran = run_command(&script.sql, (url, context), step, limit).await;
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
