DROP INDEX idx_users_lower_email;

COMMENT ON COLUMN users.email IS 'Where the person is reached; one account an address.';
