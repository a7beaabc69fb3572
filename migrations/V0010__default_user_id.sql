-- A provider that has no id of its own to give, or whose id belongs into clerk_id, lets the database
-- choose: an insert of (clerk_id, email, name) alone is enough, and one that names the id goes on as before.
-- gen_random_uuid() is PostgreSQL's own; uuid_generate_v4() would need an extension.

ALTER TABLE users ALTER COLUMN id SET DEFAULT gen_random_uuid()::text;

COMMENT ON COLUMN users.id IS 'Chosen by the identity provider, else a random UUID; never empty.';
