-- The columns of our tables for which the application's role lacks the privilege.
SELECT c.relname || '.' || a.attname
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relname IN ('users', 'sessions', 'tasks')
   AND c.relnamespace = 'public'::regnamespace
   AND NOT has_column_privilege('application', c.oid, a.attnum, $1::text)
 ORDER BY (c.relname || '.' || a.attname) COLLATE "C"
