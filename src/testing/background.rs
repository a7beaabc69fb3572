//! Threads on which servers are made and ended, so that no test's own runtime waits for a process or a file.

use std::panic;
use std::sync::OnceLock;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

/// Enough for what connects; what blocks has threads of its own.
const WORKERS: usize = 2;

/// The runtime of these threads.
pub(super) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("pgconform")
            .enable_all()
            .build()
            .expect("the operating system has a thread left")
    })
}

/// Runs what may block, and waits for it without blocking. If it panics, so does the waiting task.
pub(super) async fn run<T, F>(work: impl FnOnce() -> F + Send + 'static) -> T
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let task = runtime().spawn_blocking(move || Handle::current().block_on(work()));
    match task.await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(words) => panic::resume_unwind(words),
            // The runtime ends only with the process, which then has no use for the answer.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Drops a value whose drop takes a while. If a test has failed, or no runtime would wait, it is dropped at once.
pub(super) fn drop_elsewhere<T: Send + 'static>(thing: T) {
    if thread::panicking() || Handle::try_current().is_err() {
        drop(thing);
    } else {
        drop(runtime().spawn_blocking(move || drop(thing)));
    }
}
