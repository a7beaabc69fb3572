-- An empty session id is refused, as an empty user id is.
-- The comment in V0003 calls the id a token. It is the row's name: whoever keeps a token beside it gives
-- that a column of its own.

ALTER TABLE sessions ADD CONSTRAINT sessions_id_not_empty CHECK (id <> '');

COMMENT ON COLUMN sessions.id IS 'Chosen by the application; never empty.';
COMMENT ON CONSTRAINT sessions_id_not_empty ON sessions IS
    'An empty id is a login that the application forgot to name.';
