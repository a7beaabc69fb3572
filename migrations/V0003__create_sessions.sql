-- Logins. A session is worth nothing without its user, so it goes when the user goes.
-- The id is the application's own token, hence text.

CREATE TABLE sessions (
    id         TEXT        NOT NULL,
    user_id    TEXT        NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TRIGGER update_sessions_updated_at
    BEFORE UPDATE ON sessions
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION update_updated_at_column();

COMMENT ON TABLE sessions IS 'Logins of users.';
COMMENT ON COLUMN sessions.id IS 'Chosen by the application.';
COMMENT ON COLUMN sessions.user_id IS 'Whose login it is; deleting the user deletes it.';
COMMENT ON COLUMN sessions.expires_at IS 'From when on the login is no longer valid.';
COMMENT ON COLUMN sessions.created_at IS 'When the row was inserted; never moves.';
COMMENT ON COLUMN sessions.updated_at IS 'When the row last changed.';
COMMENT ON TRIGGER update_sessions_updated_at ON sessions IS 'Keeps sessions.updated_at.';
