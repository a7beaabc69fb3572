-- breaks: constraint sessions.future_expiry
-- breaks: constraint sessions.pk_sessions
-- breaks: constraint tasks.tasks_title_check
-- breaks: constraint tasks.tasks_title_check1
-- breaks: constraint tasks.tasks_user
-- breaks: constraint users.users_organization_key1

-- PostgreSQL names four of them.
ALTER TABLE sessions
    ADD CONSTRAINT future_expiry CHECK (expires_at > '2000-01-01 00:00:00+00');
ALTER TABLE sessions RENAME CONSTRAINT sessions_pkey TO pk_sessions;
ALTER TABLE tasks
    ADD CHECK (title <> 'a'),
    ADD CHECK (title <> 'b');
ALTER TABLE tasks RENAME CONSTRAINT tasks_user_id_fkey TO tasks_user;
ALTER TABLE users ADD UNIQUE (organization);
ALTER TABLE users ADD UNIQUE (organization);

COMMENT ON CONSTRAINT future_expiry ON sessions IS 'Planted.';
COMMENT ON CONSTRAINT tasks_title_check ON tasks IS 'Planted.';
COMMENT ON CONSTRAINT tasks_title_check1 ON tasks IS 'Planted.';
