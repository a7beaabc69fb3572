ALTER TABLE visits ADD COLUMN pages int NOT NULL DEFAULT 1 CONSTRAINT visits_pages_positive CHECK (pages > 0);
