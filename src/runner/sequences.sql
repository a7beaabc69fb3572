-- The sequences that others than this session's temporary ones are, with their names and where they stand.
SELECT c.oid,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
       CASE WHEN has_sequence_privilege(c.oid, 'SELECT, USAGE') THEN pg_sequence_last_value(c.oid) END AS value
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S'
   AND c.relpersistence <> 't'
