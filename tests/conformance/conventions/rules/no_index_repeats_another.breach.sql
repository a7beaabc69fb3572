-- breaks: index idx_sessions_id
-- breaks: index idx_tasks_lower_2

-- The others differ in order, in direction, in rows, in expression.
CREATE INDEX idx_sessions_id ON sessions (id);
CREATE INDEX idx_sessions_user_id_id ON sessions (user_id, id);
CREATE INDEX idx_sessions_id_user_id ON sessions (id, user_id);
CREATE INDEX idx_tasks_completed ON tasks (completed DESC);
CREATE INDEX idx_tasks_lower_1 ON tasks (lower(title));
CREATE INDEX idx_tasks_lower_2 ON tasks (lower(title));
CREATE INDEX idx_tasks_lower_3 ON tasks (lower(title)) WHERE NOT completed;
CREATE INDEX idx_tasks_upper ON tasks (upper(title));

COMMENT ON INDEX idx_sessions_id IS 'Planted.';
COMMENT ON INDEX idx_sessions_user_id_id IS 'Planted.';
COMMENT ON INDEX idx_sessions_id_user_id IS 'Planted.';
COMMENT ON INDEX idx_tasks_completed IS 'Planted.';
COMMENT ON INDEX idx_tasks_lower_1 IS 'Planted.';
COMMENT ON INDEX idx_tasks_lower_2 IS 'Planted.';
COMMENT ON INDEX idx_tasks_lower_3 IS 'Planted.';
COMMENT ON INDEX idx_tasks_upper IS 'Planted.';
