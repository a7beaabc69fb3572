-- A column that needs quotes is written in two ways, and one of them fails.
SELECT 'column ' || shown AS object
  FROM our_column
 WHERE name !~ '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'
