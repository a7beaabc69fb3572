-- With SECURITY DEFINER whoever may call a function may do what its owner may, by way of it.
SELECT 'function ' || p.oid::regprocedure AS object
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname <> 'information_schema'
   AND n.nspname !~ '^pg_'
   AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM member)
   AND p.prosecdef
