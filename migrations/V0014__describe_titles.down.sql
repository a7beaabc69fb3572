COMMENT ON COLUMN tasks.title IS 'One line, 1 to 200 characters.';
