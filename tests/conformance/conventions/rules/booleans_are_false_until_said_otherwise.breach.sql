-- breaks: column tasks.archived
-- breaks: column tasks.completed
-- breaks: column users.email_verified

ALTER TABLE tasks
    ADD COLUMN archived BOOLEAN NOT NULL,
    ALTER COLUMN completed DROP NOT NULL;
ALTER TABLE users ALTER COLUMN email_verified SET DEFAULT true;

COMMENT ON COLUMN tasks.archived IS 'Planted.';
