-- Each table of the schema, and a statement that reads its rows as JSON, without the columns whose default is computed.
SELECT format('%I.%I', n.nspname, c.relname),
       format('SELECT (to_jsonb(t) - %L::text[])::text FROM %I.%I AS t',
              coalesce((SELECT array_agg(a.attname ORDER BY a.attnum)
                          FROM pg_attribute a
                          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                           AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%(%')),
                       '{}'),
              n.nspname, c.relname)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r'
   AND c.relpersistence <> 't'
   AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND c.relname NOT IN (SELECT relname FROM runner_history)
   AND c.oid NOT IN (SELECT oid FROM untrusted_plan)
 ORDER BY 1
