-- breaks: column sessions.created_at
-- breaks: column sessions.updated_at
-- breaks: column tasks.created_at
-- breaks: column users.created_at
-- breaks: column users.updated_at

ALTER TABLE sessions
    DROP COLUMN created_at,
    ALTER COLUMN updated_at DROP DEFAULT;
ALTER TABLE tasks ALTER COLUMN created_at DROP NOT NULL;
ALTER TABLE users
    ALTER COLUMN created_at SET DEFAULT clock_timestamp(),
    ALTER COLUMN updated_at TYPE TEXT;
