//! What dies.

use std::process::Child;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use pgconform::testing::TestDb;

use crate::support::process::eventually;

/// What the runner that is to die calls itself.
pub const APPLICATION: &str = "victim";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// The process that runs the migrations, by SIGKILL.
    Runner,
    /// The same process, which is asked to end and may clean up.
    RunnerByRequest,
    /// The connection, cut on both sides.
    Connection,
    /// The server's process for it, by SIGKILL, at which the server starts all others anew.
    Backend,
    /// The whole server, by SIGKILL.
    Server,
}

impl Victim {
    pub async fn dies(self, db: &mut TestDb, runner: &mut Child) {
        match self {
            // The proxy cuts it, when it is dropped.
            Self::Connection => {}
            Self::Runner => runner.kill().expect("it is our child"),
            Self::RunnerByRequest => {
                let runner = Pid::from_raw(runner.id().cast_signed());
                kill(runner, Signal::SIGTERM).expect("it runs");
            }
            Self::Backend => kill_backends(db).await,
            Self::Server => db.crash().await,
        }
    }
}

/// The server runs the command as its own user, wherever it is.
async fn kill_backends(db: &TestDb) {
    let killer = db.connect().await;
    let kill = format!(
        "DO $$ DECLARE pids text; BEGIN
           SELECT string_agg(pid::text, ' ') INTO pids FROM pg_stat_activity WHERE application_name = '{APPLICATION}';
           IF pids IS NOT NULL THEN EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'cat >/dev/null; kill -9 ' || pids); END IF;
         END $$"
    );
    // Our own session may die of it before it has answered.
    let _ = killer.batch_execute(&kill).await;
    let ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
    eventually("the backend is gone", async || {
        let client = db.connect().await;
        let left = client.query_one(ours, &[&APPLICATION]).await;
        left.is_ok_and(|row| row.get::<_, i64>(0) == 0)
    })
    .await;
}
