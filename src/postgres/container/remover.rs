//! Removes containers behind the back of whoever is done with them.
//!
//! The daemon takes 130 to 330 ms to remove one, which no test needs to wait for. What is still
//! on the way when the process ends is left to the reaper.

use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use testcontainers::ContainerAsync;
use testcontainers_modules::postgres::Postgres;

/// So many may wait; then tests do, lest they start servers faster than those can go.
const WAITING: usize = 8;

/// Has it removed, soon.
pub(super) fn remove(container: ContainerAsync<Postgres>) {
    static QUEUE: LazyLock<SyncSender<ContainerAsync<Postgres>>> = LazyLock::new(|| {
        let (sender, receiver) = sync_channel(WAITING);
        thread::spawn(move || work(&receiver));
        sender
    });
    if let Err(unsent) = QUEUE.send(container) {
        // Dropping it would ask for a runtime, which a thread that ends may not have.
        std::mem::forget(unsent);
    }
}

fn work(queue: &Receiver<ContainerAsync<Postgres>>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return;
    };
    for container in queue {
        // The reaper tries again what fails here.
        let _ = runtime.block_on(container.rm());
    }
}
