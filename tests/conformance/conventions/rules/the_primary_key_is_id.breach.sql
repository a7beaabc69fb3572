-- breaks: table sessions
-- breaks: table tasks

-- One without a primary key, one with a column too many; idx_sessions_user_id is not the cause.
ALTER TABLE sessions DROP CONSTRAINT sessions_pkey;
ALTER TABLE tasks
    DROP CONSTRAINT tasks_pkey,
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id, user_id);
