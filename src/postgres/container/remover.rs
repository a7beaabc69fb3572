//! Removes containers in the background.
//!
//! The daemon takes 130 to 330 ms to remove one, which no test needs to wait for. What is still
//! on the way when the process ends is left to the reaper.

use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use testcontainers::ContainerAsync;
use testcontainers_modules::postgres::Postgres;

use super::endpoint::Endpoint;

/// So many may wait; then tests do, lest they start servers faster than those can go.
const WAITING: usize = 8;

type Removal = (ContainerAsync<Postgres>, Endpoint);

/// Has it removed, soon, with what was made to reach it.
pub(super) fn remove(container: ContainerAsync<Postgres>, endpoint: Endpoint) {
    static QUEUE: LazyLock<SyncSender<Removal>> = LazyLock::new(|| {
        let (sender, receiver) = sync_channel(WAITING);
        thread::spawn(move || work(&receiver));
        sender
    });
    if let Err(unsent) = QUEUE.send((container, endpoint)) {
        // Dropping it would ask for a runtime, which a thread that ends may not have.
        std::mem::forget(unsent);
    }
}

fn work(queue: &Receiver<Removal>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    for (container, endpoint) in queue {
        // The reaper tries again what fails here.
        if runtime.block_on(container.rm()).is_ok() {
            endpoint.clear();
        }
    }
}
