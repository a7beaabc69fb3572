-- breaks: index idx_tasks_user_id
-- breaks: table sessions
-- breaks: table tasks

ALTER TABLE sessions SET (autovacuum_enabled = false);
ALTER TABLE tasks SET (toast.autovacuum_enabled = false);
ALTER INDEX idx_tasks_user_id SET (fillfactor = 50);
