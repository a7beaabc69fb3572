-- where EXISTS (SELECT FROM pg_am WHERE oid >= 16384)
SELECT quote_ident(m.amname) AS identity,
       CASE m.amtype WHEN 'i' THEN 'index' ELSE 'table' END AS type,
       m.amhandler::oid::regprocedure::text AS handler,
       obj_description(m.oid, 'pg_am') AS comment
  FROM pg_am m
 WHERE m.oid >= 16384
   AND (m.oid, 'pg_am'::regclass) NOT IN (SELECT objid, classid FROM member)
