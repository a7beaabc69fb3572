-- The comment promised one line, which nothing enforced. The length is all that is asked of a title: a text
-- pasted with a line break is accepted, and whoever shows it decides how.

COMMENT ON COLUMN tasks.title IS 'What there is to do, in 1 to 200 characters of any kind.';
