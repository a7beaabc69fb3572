-- Users who sign in through Clerk are known there by another id. Nullable, because users of
-- the other providers have none; a unique constraint lets any number of rows have none.
-- idx_users_clerk_id repeats the index of users_clerk_id_key, as idx_users_email does.

ALTER TABLE users
    ADD COLUMN clerk_id VARCHAR(255),
    ADD COLUMN last_login_at TIMESTAMPTZ,
    ADD CONSTRAINT users_clerk_id_key UNIQUE (clerk_id);

CREATE INDEX idx_users_clerk_id ON users (clerk_id);

COMMENT ON COLUMN users.clerk_id IS 'The id at Clerk, for those who sign in there.';
COMMENT ON COLUMN users.last_login_at IS 'When the person last signed in.';
COMMENT ON INDEX idx_users_clerk_id IS 'For signing in through Clerk.';
