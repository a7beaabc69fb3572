-- A role whose password is checked however it comes; everybody else is let in as before.
-- The lines for the role stand first: the first line that fits decides.
CREATE ROLE app LOGIN PASSWORD 'right';
GRANT pg_read_all_data TO app;
DO $$
DECLARE
    file  text := current_setting('hba_file');
    -- Read before COPY opens the file, and empties it.
    lines text := pg_read_file(file);
BEGIN
    EXECUTE format(
        $copy$COPY (
            SELECT 'local all app scram-sha-256' UNION ALL
            SELECT 'host all app all scram-sha-256' UNION ALL
            SELECT line FROM string_to_table(%L, E'\n') AS line
        ) TO %L$copy$,
        lines, file);
END
$$;
