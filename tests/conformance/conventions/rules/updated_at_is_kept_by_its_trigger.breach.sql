-- breaks: table sessions
-- breaks: table tasks
-- breaks: table users

-- One is gone, one looks at a single column, one is switched off.
DROP TRIGGER update_sessions_updated_at ON sessions;
CREATE OR REPLACE TRIGGER update_tasks_updated_at
    BEFORE UPDATE OF title ON tasks
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION update_updated_at_column();
ALTER TABLE users DISABLE TRIGGER update_users_updated_at;
