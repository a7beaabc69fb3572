-- breaks: constraint sessions.sessions_user_id_fkey
-- breaks: constraint users.users_name_key

ALTER TABLE sessions ALTER CONSTRAINT sessions_user_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE users ADD CONSTRAINT users_name_key UNIQUE (name) DEFERRABLE;
