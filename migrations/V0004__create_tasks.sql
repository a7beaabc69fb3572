-- Work. A task's id is shown to people and kept in links, so it is never handed out twice:
-- an identity column takes the next value whatever was deleted, and GENERATED ALWAYS refuses
-- an id chosen by the client, which could name a deleted row again.

CREATE TABLE tasks (
    id          BIGINT       GENERATED ALWAYS AS IDENTITY,
    user_id     TEXT         NOT NULL,
    title       VARCHAR(200) NOT NULL,
    description TEXT,
    completed   BOOLEAN      NOT NULL DEFAULT false,
    created_at  TIMESTAMPTZ  NOT NULL DEFAULT now(),
    updated_at  TIMESTAMPTZ  NOT NULL DEFAULT now(),
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT tasks_title_length CHECK (char_length(title) BETWEEN 1 AND 200)
);

CREATE TRIGGER update_tasks_updated_at
    BEFORE UPDATE ON tasks
    FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*)
    EXECUTE FUNCTION update_updated_at_column();

COMMENT ON TABLE tasks IS 'What users have to do.';
COMMENT ON COLUMN tasks.id IS 'Given by the database, never reused.';
COMMENT ON COLUMN tasks.user_id IS 'Whose task it is; deleting the user deletes it.';
COMMENT ON COLUMN tasks.title IS 'One line, 1 to 200 characters.';
COMMENT ON COLUMN tasks.description IS 'As much as the user wishes to say.';
COMMENT ON COLUMN tasks.completed IS 'Whether the work is done.';
COMMENT ON COLUMN tasks.created_at IS 'When the row was inserted; never moves.';
COMMENT ON COLUMN tasks.updated_at IS 'When the row last changed.';
COMMENT ON CONSTRAINT tasks_title_length ON tasks IS
    'A task without a title cannot be told from another; the length is that of the column.';
COMMENT ON TRIGGER update_tasks_updated_at ON tasks IS 'Keeps tasks.updated_at.';
