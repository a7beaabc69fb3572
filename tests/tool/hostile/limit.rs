//! A run of the program that has to end within a limit.

use std::process::Child;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::command::{Ended, Pgconform};

/// Runs it to its end, which must come within `limit`. One that hangs is killed, and ends without a status.
pub fn ended_within(limit: Duration, what: &str, run: Pgconform) -> Ended {
    until_ended(limit, what, run.start())
}

/// The same of one that runs already.
pub fn until_ended(limit: Duration, what: &str, child: Child) -> Ended {
    let pid = Pid::from_raw(child.id().cast_signed());
    let (ended, has_ended) = channel::<()>();
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            if has_ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                kill(pid, Signal::SIGKILL).expect("it has not ended, and is our child");
            }
        });
        let output = child.wait_with_output();
        drop(ended);
        output
    });
    let output = output.expect("its outputs can be read");
    let has_ended = output.status.code().is_some();
    assert!(has_ended, "{what} had not ended after {limit:?}");
    Ended::new(what.to_owned(), &output)
}
