//! The runtime and its threads.

use std::sync::Mutex;
use std::thread::{self, available_parallelism};

use tokio::runtime::{Builder, Runtime};

use super::Failure;

/// A runtime with a thread for each core. Tokio panics where it gets none, and then hangs, so
/// whether there are as many is tried first.
pub fn runtime() -> Result<Runtime, Failure> {
    let workers = available_parallelism().map_or(1, usize::from);
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let closed = gate.lock();
        for _ in 0..workers {
            let wait = || drop(gate.lock());
            thread::Builder::new()
                .spawn_scoped(scope, wait)
                .map_err(Failure::Thread)?;
        }
        drop(closed);
        Ok::<_, Failure>(())
    })?;
    Builder::new_multi_thread()
        .worker_threads(workers)
        .enable_all()
        .build()
        .map_err(Failure::Thread)
}
