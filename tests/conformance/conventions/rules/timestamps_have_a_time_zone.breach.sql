-- breaks: column sessions.expires_at
-- breaks: column tasks.reminders
-- breaks: column users.created_at
-- breaks: column users.last_login_at

ALTER TABLE sessions ALTER COLUMN expires_at TYPE TIMESTAMP;
ALTER TABLE tasks ADD COLUMN reminders TIMESTAMP[];
ALTER TABLE users
    ALTER COLUMN created_at TYPE TIMESTAMP,
    ALTER COLUMN last_login_at TYPE TIMESTAMP(3);

COMMENT ON COLUMN tasks.reminders IS 'Planted.';
