-- email and clerk_id each had two indexes: the unique one of their constraint, and a plain one because a
-- source document names it. One index does both: the plain one goes, and the constraint takes its name.
-- RENAME CONSTRAINT renames the index with it and rewrites nothing; ON CONFLICT ON CONSTRAINT works under the
-- new name, and ON CONFLICT (email) needs no name. What V0005 and V0008 say of a second index no longer holds.

DROP INDEX idx_users_email;
DROP INDEX idx_users_clerk_id;

ALTER TABLE users RENAME CONSTRAINT users_email_key TO idx_users_email;
ALTER TABLE users RENAME CONSTRAINT users_clerk_id_key TO idx_users_clerk_id;

COMMENT ON INDEX idx_users_email IS 'One account an address; for signing in by address.';
COMMENT ON INDEX idx_users_clerk_id IS 'One account an id at Clerk; for signing in through Clerk.';
