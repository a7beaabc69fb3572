//! A foreign command and all that it starts: one process group, which is ended as a whole.

use std::collections::BTreeSet;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::FusedFuture;
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

use crate::connection::{Ending, EndsWithUs, ends_with_us};

/// How much of what a command writes is kept, in bytes from the end.
const KEPT: usize = 1024 * 1024;
/// How long the outputs of a command that has ended are still read: once for what its own children write before they are
/// ended too, and once for whoever left the group and holds a pipe open.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// How long a group that was asked to end may take.
const FAREWELL: Duration = Duration::from_secs(1);
const POLL: Duration = Duration::from_millis(10);

/// The groups that run now. A signal that ends this process ends them, too: see [`end_commands`].
static RUNNING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());

/// A command that has ended.
pub(super) struct Ended {
    pub status: ExitStatus,
    pub stdout: Tail,
    pub stderr: Tail,
}

/// The last megabyte of an output.
#[derive(Default)]
pub(super) struct Tail {
    bytes: Vec<u8>,
    /// Whether there was more before it.
    pub is_cut: bool,
}

impl Tail {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[self.bytes.len().saturating_sub(KEPT)..]
    }

    fn push(&mut self, read: &[u8]) {
        self.bytes.extend_from_slice(read);
        self.is_cut |= self.bytes.len() > KEPT;
        if self.bytes.len() > 2 * KEPT {
            self.bytes.drain(..self.bytes.len() - KEPT);
        }
    }
}

/// Runs a command to its end and reads what it writes; `None` where it had not ended within `limit`. Whatever it started
/// ends with it, unless it has left the command's process group.
pub(super) async fn run(
    command: &mut Command,
    limit: Option<Duration>,
) -> io::Result<Option<Ended>> {
    let with_us = ends_with_us(command.as_std_mut(), Ending::Group)?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let group = Group::of(child.id(), with_us);
    let (mut stdout, mut stderr) = (Tail::default(), Tail::default());
    let mut reading = {
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (kept_out, kept_err) = (&mut stdout, &mut stderr);
        let reading = async { futures_util::join!(read(out, kept_out), read(err, kept_err)) };
        Box::pin(reading).fuse()
    };
    let waiting = async {
        tokio::select! {
            status = child.wait() => return status,
            _ = &mut reading => {}
        }
        child.wait().await
    };
    let status = match limit {
        None => waiting.await?,
        Some(limit) => {
            let Ok(status) = timeout(limit, waiting).await else {
                group.end().await;
                return Ok(None);
            };
            status?
        }
    };
    if !reading.is_terminated() && timeout(LAST_WORDS, &mut reading).await.is_err() {
        group.kill();
        _ = timeout(LAST_WORDS, &mut reading).await;
    }
    drop(reading);
    Ok(Some(Ended {
        status,
        stdout,
        stderr,
    }))
}

async fn read(pipe: Option<impl AsyncRead + Unpin>, kept: &mut Tail) {
    let Some(mut pipe) = pipe else { return };
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        kept.push(&buffer[..read]);
    }
}

/// Ends every command that runs now, and all that they have started: for a process that a signal ends.
pub fn end_commands() {
    let groups: Vec<i32> = running().iter().copied().collect();
    send(&groups, Signal::SIGTERM);
    let asked = Instant::now();
    while asked.elapsed() < FAREWELL && groups.iter().any(|it| is_there(*it)) {
        sleep(POLL);
    }
    send(&groups, Signal::SIGKILL);
}

fn send(groups: &[i32], signal: Signal) {
    for group in groups {
        // One that has ended needs none.
        _ = killpg(Pid::from_raw(*group), signal);
    }
}

fn is_there(group: i32) -> bool {
    killpg(Pid::from_raw(group), None) != Err(Errno::ESRCH)
}

fn running() -> MutexGuard<'static, BTreeSet<i32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A process group, which ends when this is dropped.
struct Group(
    Option<Pid>,
    #[expect(dead_code, reason = "it ends the group when we end")] EndsWithUs,
);

impl Group {
    /// That of the process which leads it.
    fn of(leader: Option<u32>, with_us: EndsWithUs) -> Self {
        let group = leader.map(|id| Pid::from_raw(id.cast_signed()));
        running().extend(group.map(Pid::as_raw));
        Self(group, with_us)
    }

    /// Asks all of it to end, and kills what does not.
    async fn end(&self) {
        let Some(group) = self.0 else { return };
        _ = killpg(group, Signal::SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < FAREWELL && is_there(group.as_raw()) {
            tokio::time::sleep(POLL).await;
        }
        self.kill();
    }

    fn kill(&self) {
        if let Some(group) = self.0 {
            _ = killpg(group, Signal::SIGKILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
        if let Some(group) = self.0 {
            running().remove(&group.as_raw());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_the_last_megabyte_and_holds_at_most_two() {
        let mut tail = Tail::default();
        for number in 0..400_u32 {
            tail.push(&vec![
                u8::try_from(number % 251).expect("it is small");
                10_000
            ]);
            assert!(tail.bytes.len() <= 2 * KEPT + 10_000);
        }
        assert!(tail.is_cut);
        assert_eq!(tail.bytes().len(), KEPT);
        assert_eq!(tail.bytes().last(), Some(&148));
    }

    #[test]
    fn a_short_output_is_kept_whole() {
        let mut tail = Tail::default();
        tail.push(b"one\n");
        tail.push(b"two\n");
        assert_eq!((tail.bytes(), tail.is_cut), (&b"one\ntwo\n"[..], false));
    }
}
