-- pgconform: loses users.role

ALTER TABLE users DROP COLUMN role;
