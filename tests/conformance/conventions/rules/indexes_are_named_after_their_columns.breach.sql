-- breaks: index idx_tasks_user
-- breaks: index tasks_completed_idx
-- breaks: index tasks_lower_idx

-- PostgreSQL names two of them.
ALTER INDEX idx_tasks_user_id RENAME TO idx_tasks_user;
CREATE INDEX ON tasks (completed);
CREATE INDEX ON tasks (lower(title));
CREATE INDEX idx_tasks_title_in_lower_case ON tasks (lower(title), id);

COMMENT ON INDEX tasks_completed_idx IS 'Planted.';
COMMENT ON INDEX tasks_lower_idx IS 'Planted.';
COMMENT ON INDEX idx_tasks_title_in_lower_case IS 'Planted.';
