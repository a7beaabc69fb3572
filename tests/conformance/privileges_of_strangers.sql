-- What the role `stranger` may do with a table, a column or a sequence in public, or with the schema itself.
SELECT c.relname || ': ' || privilege
  FROM pg_class c
 CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) privilege
 WHERE c.relkind IN ('r', 'p', 'v', 'm')
   AND c.relnamespace = 'public'::regnamespace
   AND has_table_privilege('stranger', c.oid, privilege)
 UNION ALL
SELECT c.relname || '.' || a.attname || ': ' || privilege
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) privilege
 WHERE c.relkind IN ('r', 'p', 'v', 'm')
   AND c.relnamespace = 'public'::regnamespace
   AND has_column_privilege('stranger', c.oid, a.attnum, privilege)
 UNION ALL
SELECT c.relname || ': ' || privilege
  FROM pg_class c
 CROSS JOIN unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) privilege
 -- A server plans the conditions in any order, and only a sequence can be asked about.
 WHERE CASE WHEN c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace
            THEN has_sequence_privilege('stranger', c.oid, privilege)
       END
 UNION ALL
SELECT 'schema public: CREATE'
 WHERE has_schema_privilege('stranger', 'public', 'CREATE')
 ORDER BY 1
