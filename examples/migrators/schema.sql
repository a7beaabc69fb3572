CREATE TABLE visits (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE visits ADD COLUMN pages int NOT NULL DEFAULT 1 CONSTRAINT visits_pages_positive CHECK (pages > 0);
