-- breaks: table Chores
-- breaks: table address
-- breaks: table status
-- breaks: table todo

-- Everything but the name is as it should be.
DO $$
DECLARE
    name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY['Chores', 'address', 'status', 'todo', 'user_addresses'] LOOP
        EXECUTE format($sql$
            CREATE TABLE %1$I (
                id         TEXT        NOT NULL,
                created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
                CONSTRAINT %2$I PRIMARY KEY (id)
            );
            CREATE TRIGGER %3$I
                BEFORE UPDATE ON %1$I
                FOR EACH ROW
                WHEN (OLD.* IS DISTINCT FROM NEW.*)
                EXECUTE FUNCTION update_updated_at_column();
            COMMENT ON TABLE %1$I IS 'Planted.';
            COMMENT ON COLUMN %1$I.id IS 'Planted.';
            COMMENT ON COLUMN %1$I.created_at IS 'Planted.';
            COMMENT ON COLUMN %1$I.updated_at IS 'Planted.';
            COMMENT ON TRIGGER %3$I ON %1$I IS 'Planted.'
        $sql$, name, name || '_pkey', 'update_' || name || '_updated_at');
    END LOOP;
END
$$;
