-- where EXISTS (SELECT FROM pg_cast WHERE oid >= 16384)
-- A range type makes its own cast to its multirange type.
SELECT format_type(c.castsource, NULL) || ' as ' || format_type(c.casttarget, NULL) AS identity,
       nullif(c.castfunc, 0)::regprocedure::text AS function,
       CASE c.castcontext WHEN 'e' THEN 'explicit' WHEN 'a' THEN 'assignment' ELSE 'implicit' END AS context,
       CASE c.castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END AS method,
       obj_description(c.oid, 'pg_cast') AS comment
  FROM pg_cast c
 WHERE c.oid >= 16384
   AND (c.oid, 'pg_cast'::regclass) NOT IN (SELECT objid, classid FROM member)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')
