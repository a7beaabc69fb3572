//! A command in the middle of something, known by what the server says of it.

use std::process::Child;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::runner::Lock;
use pgconform::testing::TestDb;

use crate::support::command::{Ended, Pgconform};
use crate::support::folder::Folder;
use crate::support::moves::LOCK_WAIT;
use crate::support::process::eventually;

/// What the command calls itself, so that none of the test's own sessions is taken for it.
const APPLICATION: &str = "runner_to_stop";

/// A command that was started, and the database that it changes.
pub struct Running<'a> {
    child: Child,
    db: &'a TestDb,
}

/// The signals that ask for an end, each with the exit status that a shell reports for it.
pub const SIGNALS: [(Signal, i32); 3] = [
    (Signal::SIGINT, 130),
    (Signal::SIGTERM, 143),
    (Signal::SIGHUP, 129),
];

/// A table, and a second step with this text.
pub fn second(step: &str) -> Folder {
    let folder = Folder::empty();
    folder
        .write("V1__create_a.sql", "CREATE TABLE a (id integer);\n")
        .write("V1__create_a.down.sql", "DROP TABLE a;\n")
        .write("V2__second.sql", step)
        .write("V2__second.down.sql", "DROP TABLE b;\n");
    folder
}

impl<'a> Running<'a> {
    pub fn start(db: &'a TestDb, folder: &Folder, words: &[&str]) -> Self {
        let child = Pgconform::new(folder.project(), words)
            .env("DATABASE_URL", db.url().reveal())
            .env("PGAPPNAME", APPLICATION)
            .start();
        Self::of(child, db)
    }

    /// One that was started by hand, under the name that the others have.
    pub fn of(child: Child, db: &'a TestDb) -> Self {
        Self { child, db }
    }

    /// Waits until the server says this of one of its sessions.
    pub async fn until(self, what: &str) -> Self {
        self.until_named(APPLICATION, what).await
    }

    /// The same of a session that has another name by now.
    pub async fn until_named(self, name: &str, what: &str) -> Self {
        let says = format!("application_name = '{name}' AND {what}");
        eventually(&says, async || sessions(self.db, &says).await > 0).await;
        self
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().cast_signed()), signal).expect("it runs");
    }

    /// Its end, by whatever was sent.
    pub fn ends(self) -> Ended {
        let output = self.child.wait_with_output().expect("it was started");
        Ended::new("the command that was stopped".to_owned(), &output)
    }

    /// Sends it a signal, and returns its end.
    pub fn stopped_by(self, signal: Signal) -> Ended {
        self.signal(signal);
        self.ends()
    }
}

async fn sessions(db: &TestDb, says: &str) -> i64 {
    db.value(&format!(
        "SELECT count(*) FROM pg_stat_activity WHERE {says}"
    ))
    .await
}

/// No statement of it is running; its sessions themselves end moments later.
pub async fn assert_no_statement(db: &TestDb) {
    let says = format!("application_name = '{APPLICATION}' AND state <> 'idle'");
    assert_eq!(sessions(db, &says).await, 0, "a statement goes on");
}

pub async fn its_sessions_end(db: &TestDb) {
    let says = format!("application_name = '{APPLICATION}'");
    eventually("its sessions end", async || sessions(db, &says).await == 0).await;
}

/// The next runner need not wait: the lock is free before the command has ended.
pub async fn assert_lock_is_free(db: &TestDb) {
    let client = db.connect().await;
    let lock = Lock::acquire(&client, std::time::Duration::ZERO).await;
    let lock = lock.unwrap_or_else(|error| panic!("the lock is held: {error}"));
    lock.release(&client).await.expect("it is held");
}

/// Somebody who has the runners' lock as long as it is not dropped.
pub async fn other_runner(db: &TestDb) -> (tokio_postgres::Client, Lock) {
    let client = db.connect().await;
    let lock = Lock::acquire(&client, LOCK_WAIT).await;
    (client, lock.expect("it is free"))
}

/// Somebody who reads the table `a` in a transaction, so that no step can alter it.
pub async fn reader_of_a(db: &TestDb) -> tokio_postgres::Client {
    let reader = db.connect().await;
    let lock = "BEGIN; LOCK TABLE a IN ACCESS SHARE MODE";
    let locked = reader.batch_execute(lock).await;
    locked.expect("nobody else has it");
    reader
}

/// An `up` without a limit that waits for a reader of `a`, and the reader.
pub async fn up_behind_a_reader<'a>(
    db: &'a TestDb,
    folder: &Folder,
) -> (Running<'a>, tokio_postgres::Client) {
    let reader = reader_of_a(db).await;
    let up = Running::start(db, folder, &["up", "--lock-timeout", "0"]);
    let waits = "wait_event_type = 'Lock' AND query LIKE '%ALTER%'";
    (up.until(waits).await, reader)
}
