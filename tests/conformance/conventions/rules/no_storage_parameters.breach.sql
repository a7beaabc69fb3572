-- breaks: index idx_tasks_user_id
-- breaks: table sessions

ALTER TABLE sessions SET (autovacuum_enabled = false);
ALTER INDEX idx_tasks_user_id SET (fillfactor = 50);
