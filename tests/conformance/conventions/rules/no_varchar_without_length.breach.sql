-- breaks: column tasks.colour
-- breaks: column tasks.labels
-- breaks: column tasks.place

ALTER TABLE tasks
    ADD COLUMN colour VARCHAR,
    ADD COLUMN labels VARCHAR[],
    ADD COLUMN place BPCHAR,
    ADD COLUMN tags VARCHAR(10)[];

COMMENT ON COLUMN tasks.colour IS 'Planted.';
COMMENT ON COLUMN tasks.labels IS 'Planted.';
COMMENT ON COLUMN tasks.place IS 'Planted.';
COMMENT ON COLUMN tasks.tags IS 'Planted.';
