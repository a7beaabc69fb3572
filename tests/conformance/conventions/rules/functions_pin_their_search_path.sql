-- Else a function calls what its caller's search_path finds first, under a name that it shares with what was meant.
SELECT 'function ' || p.oid::regprocedure AS object
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname <> 'information_schema'
   AND n.nspname !~ '^pg_'
   AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM member)
   AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search_path=%')
