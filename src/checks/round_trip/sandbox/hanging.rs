//! What happens to a sandbox in which a movement hangs.

use std::time::Duration;

use tokio::time::timeout;

use super::Sandbox;
use super::sessions::Sessions;

/// How long each of the steps may take that end it.
const LIMIT: Duration = Duration::from_secs(10);

/// Every statement at work but this one: the server is ours alone.
const TERMINATE: &str = "SELECT pg_catalog.pg_terminate_backend(pid, 5000) FROM pg_catalog.pg_stat_activity \
    WHERE state IN ('active', 'fastpath function call') AND pid <> pg_catalog.pg_backend_pid() \
    AND backend_type = 'client backend'";

impl Sandbox {
    /// Ends the session of a movement that a limit has ended, and opens others. Where that cannot be done, as with a server
    /// that is stopped, the sandbox is as one whose server is gone.
    pub(super) async fn give_movement_up(&mut self) {
        let answers = self.sessions.migrator.batch_execute("ROLLBACK");
        let is_free = matches!(timeout(LIMIT / 5, answers).await, Ok(Ok(())));
        if !is_free {
            let inspector = &self.sessions.inspector;
            let ended = timeout(LIMIT, inspector.query_typed(TERMINATE, &[])).await;
            self.is_lost = !matches!(ended, Ok(Ok(ended)) if ended.iter().all(|it| it.get(0)));
        }
        if self.is_lost {
            return;
        }
        let history = self.materials.migrations.history();
        match timeout(LIMIT, Sessions::open(&self.server, history)).await {
            Ok(Ok(sessions)) => self.sessions = sessions,
            Ok(Err(_)) | Err(_) => self.is_lost = true,
        }
    }
}
