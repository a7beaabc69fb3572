-- What runs the migrations owns what they make; what belongs to somebody else, the next migration cannot change.
SELECT object
  FROM (SELECT 'table ' || t.shown, c.relowner FROM our_table t JOIN pg_class c USING (oid)
         UNION ALL
        SELECT 'function ' || p.oid::regprocedure, p.proowner
          FROM pg_proc p
          JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname <> 'information_schema'
           AND n.nspname !~ '^pg_'
           AND ('pg_proc'::regclass, p.oid) NOT IN (SELECT classid, objid FROM member)
       ) thing (object, owner)
 WHERE owner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
