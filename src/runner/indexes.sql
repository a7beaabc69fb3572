-- Every index, and whether it is valid. That of a partitioned table waits for those of its partitions,
-- and is none.
SELECT quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS index,
       quote_ident(tn.nspname) || '.' || quote_ident(t.relname) AS table,
       'DROP INDEX CONCURRENTLY ' || quote_ident(n.nspname) || '.' || quote_ident(i.relname) AS fix,
       x.indisvalid AS valid,
       i.relname AS index_name,
       t.relname AS table_name
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_namespace n ON n.oid = i.relnamespace
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_namespace tn ON tn.oid = t.relnamespace
 WHERE i.relkind = 'i'
   AND n.nspname <> 'pg_catalog'
 ORDER BY 1
