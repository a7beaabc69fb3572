//! The signals that ask a command to end.

use std::fmt;
use std::io;

use nix::sys::signal::{self, SaFlags, SigAction, SigHandler, SigSet};
use tokio::signal::unix::{self, SignalKind};

/// What asked for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(signal::Signal);

/// As long as it lives, these signals don't end the process by themselves.
pub struct Signals {
    interrupt: Option<unix::Signal>,
    terminate: Option<unix::Signal>,
    hang_up: Option<unix::Signal>,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl Signal {
    /// What a shell reports for a process that this signal ended: 128 and its number.
    pub fn exit_status(self) -> u8 {
        128 + u8::try_from(self.0 as i32).expect("a signal's number is small")
    }
}

impl Signals {
    /// Listens from now on to those signals that whoever started this process didn't tell it to
    /// ignore, as `nohup` does.
    pub fn listen() -> io::Result<Self> {
        let listen = |signal: signal::Signal| {
            if is_ignored(signal)? {
                return Ok(None);
            }
            unix::signal(SignalKind::from_raw(signal as i32)).map(Some)
        };
        Ok(Self {
            interrupt: listen(signal::SIGINT)?,
            terminate: listen(signal::SIGTERM)?,
            hang_up: listen(signal::SIGHUP)?,
        })
    }

    /// Waits for the next one.
    pub async fn next(&mut self) -> Signal {
        let signal = tokio::select! {
            () = received(&mut self.interrupt) => signal::SIGINT,
            () = received(&mut self.terminate) => signal::SIGTERM,
            () = received(&mut self.hang_up) => signal::SIGHUP,
        };
        Signal(signal)
    }
}

async fn received(signal: &mut Option<unix::Signal>) {
    if let Some(signal) = signal
        && signal.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Whether the process was started with the signal ignored. To ask, it must be set.
fn is_ignored(signal: signal::Signal) -> io::Result<bool> {
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    // SAFETY: neither action is a handler, so no code of ours runs in a signal's context.
    let before = unsafe { signal::sigaction(signal, &ignore) }?;
    // SAFETY: it puts back what was there a moment ago.
    unsafe { signal::sigaction(signal, &before) }?;
    Ok(matches!(before.handler(), SigHandler::SigIgn))
}
