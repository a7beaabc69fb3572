-- breaks: column users.name
-- breaks: constraint users.users_role_known
-- breaks: function no_purpose(integer)
-- breaks: function update_updated_at_column()
-- breaks: index idx_users_lower_email
-- breaks: table sessions
-- breaks: trigger tasks.update_tasks_updated_at

-- A blank is not a comment.
COMMENT ON COLUMN users.name IS ' ';
COMMENT ON CONSTRAINT users_role_known ON users IS NULL;
COMMENT ON FUNCTION update_updated_at_column() IS NULL;
COMMENT ON INDEX idx_users_lower_email IS NULL;
COMMENT ON TABLE sessions IS NULL;
COMMENT ON TRIGGER update_tasks_updated_at ON tasks IS NULL;
CREATE FUNCTION no_purpose(INTEGER) RETURNS INTEGER LANGUAGE sql SET search_path = '' RETURN $1;
