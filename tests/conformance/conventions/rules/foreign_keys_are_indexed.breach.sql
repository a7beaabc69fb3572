-- breaks: constraint sessions.sessions_user_id_fkey
-- breaks: constraint tasks.tasks_user_id_fkey

-- In the one index the key comes second, the other one leaves rows out.
DROP INDEX idx_sessions_user_id, idx_tasks_user_id;
CREATE INDEX idx_sessions_expires_at_user_id ON sessions (expires_at, user_id);
CREATE INDEX idx_tasks_user_id ON tasks (user_id) WHERE NOT completed;

COMMENT ON INDEX idx_sessions_expires_at_user_id IS 'Planted.';
COMMENT ON INDEX idx_tasks_user_id IS 'Planted.';
