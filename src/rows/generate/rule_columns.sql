-- The columns of the constraint or index that refused a row, by its schema, table and name.
SELECT a.attname::text AS column
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE n.nspname = $1::text
   AND c.relname = $2::text
   AND (a.attnum IN (SELECT unnest(k.conkey) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.conname = $3::text)
        OR a.attnum IN (SELECT unnest(i.indkey::int2[]) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                         WHERE i.indrelid = c.oid AND x.relname = $3::text))
 ORDER BY a.attnum
