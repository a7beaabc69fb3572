-- Everything in the schema public but the runner's own table.
SELECT 'trigger ' || tgname AS object
  FROM pg_trigger
 WHERE NOT tgisinternal
 UNION ALL
SELECT 'function ' || oid::regprocedure
  FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace
 UNION ALL
SELECT CASE relkind WHEN 'i' THEN 'index ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END || relname
  FROM pg_class
 WHERE relnamespace = 'public'::regnamespace
   AND relname !~ '^refinery_schema_history'
 ORDER BY 1
