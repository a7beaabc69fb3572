//! While a server is made, the runtime of the test goes on.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use pgconform::testing::{Migrator, MigratorError, TestDb};

/// A migrator that holds its thread until it gets a message.
#[derive(Clone)]
struct Waits(Arc<Mutex<Receiver<()>>>);

impl Migrator for Waits {
    fn key(&self) -> Result<String, MigratorError> {
        Ok(format!("waits in {}", std::process::id()))
    }

    async fn migrate(&self, _: &str) -> Result<(), MigratorError> {
        Ok(self.0.lock().expect("nobody panics").recv()?)
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_migrator_that_blocks_holds_up_no_other_task_of_the_test() {
    let (sender, receiver) = channel();
    let migrator = Waits(Arc::new(Mutex::new(receiver)));
    // It is run when the test's only thread is free, which it is while the database is made.
    tokio::spawn(async move { sender.send(()) });
    TestDb::head_of(&migrator).await;
}
