-- pgconform: loses users.clerk_id
-- pgconform: loses users.last_login_at

ALTER TABLE users
    DROP COLUMN last_login_at,
    DROP COLUMN clerk_id;
