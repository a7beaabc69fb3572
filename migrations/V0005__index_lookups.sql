-- PostgreSQL does not index a foreign key by itself, and without an index deleting one user
-- reads all of sessions and tasks.
-- idx_users_email repeats the index of users_email_key; one of our source documents promises it
-- under this name, and its price is a little work at each insert.

CREATE INDEX idx_sessions_user_id ON sessions (user_id);
CREATE INDEX idx_tasks_user_id ON tasks (user_id);
CREATE INDEX idx_users_email ON users (email);

COMMENT ON INDEX idx_sessions_user_id IS 'For the cascade from users, and a user''s logins.';
COMMENT ON INDEX idx_tasks_user_id IS 'For the cascade from users, and a user''s list.';
COMMENT ON INDEX idx_users_email IS 'For signing in by address.';
