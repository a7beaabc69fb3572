-- The server empties an unlogged table when it starts after a crash.
SELECT 'table ' || shown AS object
  FROM our_table
  JOIN pg_class c USING (oid)
 WHERE c.relpersistence <> 'p'
