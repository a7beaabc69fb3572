-- breaks: constraint sessions.sessions_user_id_fkey
-- breaks: constraint users.users_name_known

ALTER TABLE sessions
    DROP CONSTRAINT sessions_user_id_fkey,
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE users ADD CONSTRAINT users_name_known CHECK (name <> '') NOT VALID;

COMMENT ON CONSTRAINT users_name_known ON users IS 'Planted.';
