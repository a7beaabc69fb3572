-- Else a function calls what its caller's search_path finds first, under a name that it shares with what was meant. Pinned to
-- nothing, it finds PostgreSQL's own alone, and names the rest by their schemas.
SELECT 'function ' || p.oid::regprocedure AS object
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname <> 'information_schema'
   AND n.nspname !~ '^pg_'
   AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM member)
   AND NOT 'search_path=""' = ANY (coalesce(p.proconfig, '{}'))
