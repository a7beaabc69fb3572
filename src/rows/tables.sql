-- Every table that holds rows of its own, with its columns in ascending order.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       n.nspname AS schema,
       c.relname AS name,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname::text COLLATE "C") AS columns
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r'
   AND c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND c.relname <> ALL ((SELECT string_to_array(coalesce(nullif(current_setting('pgconform.history', true), ''), 'refinery_schema_history'), ','))::name[])
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1
