-- A table is named by the plural of what one row is, in snake_case: one name to guess, not four.
-- An s at the end makes a plural, but not where it belongs to the word: address, status, basis.
SELECT 'table ' || shown AS object
  FROM our_table
 WHERE name !~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'
    OR name !~ '[^isu]s$'
