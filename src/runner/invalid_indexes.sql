-- Indexes that are not valid. That of a partitioned table waits for those of its partitions, and is none.
SELECT quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS index,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS table,
       'DROP INDEX CONCURRENTLY ' || quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS cure,
       i.relname AS name,
       t.relname AS table_name
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_namespace n ON n.oid = i.relnamespace
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_namespace tn ON tn.oid = t.relnamespace
 WHERE NOT x.indisvalid
   AND i.relkind = 'i'
 ORDER BY 1
