//! Runs a program in the foreground: it gets our terminal, and its exit status becomes ours.

use std::io::{self, IsTerminal, stderr, stdin, stdout};
use std::process::ExitStatus;
use std::time::Duration;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use pgconform::connection::{Ending, ends_with_us};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::Answer;
use super::signals::{self, Signals};

/// How long a program may take to end once a signal asks for it.
const FAREWELL: Duration = Duration::from_secs(10);

/// Runs it to its end, and with it all that it started. What asks us to end is passed on to it.
///
/// Beside a terminal it stays in our process group: that is the one which may read there, and all of it gets a Ctrl-C.
/// Elsewhere it has a group of its own, so that nothing which it started outlives it. A SIGKILL of us ends it, too.
pub async fn run(command: &mut Command) -> io::Result<Answer> {
    let group = if [
        stdin().is_terminal(),
        stdout().is_terminal(),
        stderr().is_terminal(),
    ]
    .contains(&true)
    {
        Group::Ours
    } else {
        Group::Own
    };
    let with_us = ends_with_us(command.as_std_mut(), group.ending())?;
    let mut signals = Signals::listen()?;
    signals::leave_to_program();
    let mut child = command.kill_on_drop(true).spawn()?;
    let pid = child.id().map(|id| Pid::from_raw(id.cast_signed()));
    let ended = wait(&mut child, pid, group, &mut signals).await;
    if let (Group::Own, Some(pid)) = (group, pid) {
        // Whoever is left of it; where nobody is, nothing happens.
        _ = killpg(pid, Signal::SIGKILL);
    }
    drop(with_us);
    ended
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Ours,
    Own,
}

impl Group {
    fn ending(self) -> Ending {
        match self {
            Self::Ours => Ending::Process,
            Self::Own => Ending::Group,
        }
    }
}

async fn wait(
    child: &mut Child,
    pid: Option<Pid>,
    group: Group,
    signals: &mut Signals,
) -> io::Result<Answer> {
    let by = loop {
        tokio::select! {
            ended = child.wait() => return ended.map(Answer::from),
            by = signals.next() => {
                // The terminal has sent it to the program, too, and psql goes on after it.
                if group == Group::Own || by.signal() != Signal::SIGINT {
                    break by;
                }
            }
        }
    };
    if let Some(pid) = pid {
        _ = match group {
            Group::Own => killpg(pid, by.signal()),
            Group::Ours => kill(pid, by.signal()),
        };
    }
    let ended: Result<io::Result<ExitStatus>, _> = timeout(FAREWELL, child.wait()).await;
    if ended.is_err() {
        child.start_kill()?;
        child.wait().await?;
    }
    Ok(Answer::OfProgram(by.exit_status()))
}
