COMMENT ON INDEX idx_users_clerk_id IS NULL;
COMMENT ON INDEX idx_users_email IS NULL;

ALTER TABLE users RENAME CONSTRAINT idx_users_clerk_id TO users_clerk_id_key;
ALTER TABLE users RENAME CONSTRAINT idx_users_email TO users_email_key;

CREATE INDEX idx_users_email ON users (email);
CREATE INDEX idx_users_clerk_id ON users (clerk_id);

COMMENT ON INDEX idx_users_email IS 'For signing in by address.';
COMMENT ON INDEX idx_users_clerk_id IS 'For signing in through Clerk.';
