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
   AND c.relname <> 'refinery_schema_history'
   -- A query is planned with the expressions of indexes and statistics, whose functions the table's owner chose.
   AND NOT EXISTS (
           SELECT FROM pg_roles r
            WHERE r.oid = c.relowner
              AND NOT (r.rolsuper OR r.rolname IN (current_user, session_user)
                       OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
              AND (EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.oid
                              AND (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL))
                   OR EXISTS (SELECT FROM pg_statistic_ext s WHERE s.stxrelid = c.oid AND s.stxexprs IS NOT NULL)))
 ORDER BY 1
