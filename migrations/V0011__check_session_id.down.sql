ALTER TABLE sessions DROP CONSTRAINT sessions_id_not_empty;

COMMENT ON COLUMN sessions.id IS 'Chosen by the application.';
