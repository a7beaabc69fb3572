//! Progress notes while an installer runs.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::postgres::note;

/// How often it is said.
const INTERVAL: Duration = Duration::from_secs(5);

/// Says on stderr that the installation is still under way, until it is dropped: a slow line may take minutes.
pub(super) struct Progress {
    _until_dropped: Sender<()>,
}

impl Progress {
    pub(super) fn start() -> Self {
        let (sender, receiver) = mpsc::channel::<()>();
        let started = Instant::now();
        thread::spawn(move || {
            while receiver.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let seconds = started.elapsed().as_secs();
                note::say(&format!("still installing PostgreSQL ({seconds} s)"));
            }
        });
        Self {
            _until_dropped: sender,
        }
    }
}
