-- The foreign keys of these tables: their columns and the columns that they point to, place by place.
SELECT k.conrelid AS relation,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY x (num, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = x.num ORDER BY x.place) AS columns,
       rn.nspname AS target_schema,
       r.relname AS target_table,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY x (num, place)
               JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = x.num ORDER BY x.place) AS target_columns,
       k.condeferrable AS is_deferrable
  FROM pg_constraint k
  JOIN pg_class r ON r.oid = k.confrelid
  JOIN pg_namespace rn ON rn.oid = r.relnamespace
 WHERE k.contype = 'f'
   AND k.conparentid = 0
   AND k.conrelid = ANY ($1)
 ORDER BY k.conrelid, k.conname
