-- breaks: constraint sessions.sessions_owner_fkey
-- breaks: constraint tasks.tasks_users_id_fkey

ALTER TABLE sessions RENAME COLUMN user_id TO owner;
ALTER TABLE sessions RENAME CONSTRAINT sessions_user_id_fkey TO sessions_owner_fkey;
ALTER INDEX idx_sessions_user_id RENAME TO idx_sessions_owner;
ALTER TABLE tasks RENAME COLUMN user_id TO users_id;
ALTER TABLE tasks RENAME CONSTRAINT tasks_user_id_fkey TO tasks_users_id_fkey;
ALTER INDEX idx_tasks_user_id RENAME TO idx_tasks_users_id;
