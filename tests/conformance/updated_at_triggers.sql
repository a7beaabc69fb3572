-- The tables that have updated_at, each with the trigger that keeps it.
SELECT c.relname || ': ' || coalesce(string_agg(t.tgname, ', ' ORDER BY t.tgname), 'none')
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'updated_at' AND NOT a.attisdropped
  LEFT JOIN pg_trigger t
    ON t.tgrelid = c.oid
   AND t.tgfoid = 'update_updated_at_column()'::regprocedure
   AND t.tgenabled = 'O'
 WHERE c.relkind IN ('r', 'p')
 GROUP BY c.relname
 ORDER BY c.relname
