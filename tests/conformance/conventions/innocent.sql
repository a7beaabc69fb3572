-- pgconform: no-transaction
-- So that a COMMIT; in a comment ends nothing, nor does a \d run anything.

/* ROLLBACK; */
CREATE TEMPORARY TABLE commits (id INTEGER) ON COMMIT DROP;
PREPARE begin AS SELECT 1;

CREATE FUNCTION pattern() RETURNS TEXT LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        RETURN '^\d+$'; COMMIT;
    END;
END;
$$;

SELECT 'It''s; COMMIT;', E'\';
ROLLBACK;', "END;" FROM commits;
