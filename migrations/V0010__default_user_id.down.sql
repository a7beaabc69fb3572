ALTER TABLE users ALTER COLUMN id DROP DEFAULT;

COMMENT ON COLUMN users.id IS 'Chosen by the identity provider; never empty.';
