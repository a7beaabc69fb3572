DROP INDEX idx_users_email;
DROP INDEX idx_tasks_user_id;
DROP INDEX idx_sessions_user_id;
