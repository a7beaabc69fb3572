//! The signals that ask a command to end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::{fmt, io, process, thread};

use nix::sys::signal::{self, SaFlags, SigAction, SigHandler, SigSet};
use nix::unistd::Pid;
use pgconform::runner;
use tokio::runtime::Builder;
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
    /// As the system knows it.
    pub fn signal(self) -> signal::Signal {
        self.0
    }

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

/// Whether a program in the foreground decides what becomes of signals.
static LEFT_TO_PROGRAM: AtomicBool = AtomicBool::new(false);

/// Leaves signals, from now on, to whoever runs a program in the foreground, which is the last thing that a process does:
/// [`end_commands_with_us`] does nothing any more.
pub fn leave_to_program() {
    LEFT_TO_PROGRAM.store(true, Ordering::SeqCst);
}

/// From now on a signal that ends this process ends the commands of a migrations' tool before, with all that they have
/// started: they stand in process groups of their own, which no terminal reaches.
pub fn end_commands_with_us() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let mut signals = {
        let _entered = runtime.enter();
        Signals::listen()?
    };
    let wait = move || {
        runtime.block_on(async {
            loop {
                let by = signals.next().await;
                if !LEFT_TO_PROGRAM.load(Ordering::SeqCst) {
                    IS_ENDING.store(true, Ordering::SeqCst);
                    runner::end_commands();
                    die_of(by);
                }
            }
        });
    };
    thread::Builder::new().spawn(wait).map(drop)
}

/// Whether a signal is about to end this process.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

/// Comes back only where no signal is about to end this process: that its command was ended is not an answer.
pub fn wait_if_ending() {
    while IS_ENDING.load(Ordering::SeqCst) {
        thread::park();
    }
}

/// Ends this process as the signal does by itself.
fn die_of(by: Signal) {
    let usual = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    // SAFETY: the action is the system's own, so no code of ours runs in a signal's context.
    if unsafe { signal::sigaction(by.0, &usual) }.is_ok() {
        _ = signal::kill(Pid::this(), by.0);
    }
    process::exit(by.exit_status().into());
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
