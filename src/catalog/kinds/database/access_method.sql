SELECT quote_ident(m.amname) AS identity,
       jsonb_build_object(
           'type', CASE m.amtype WHEN 'i' THEN 'index' ELSE 'table' END,
           'handler', m.amhandler::oid::regprocedure,
           'comment', obj_description(m.oid, 'pg_am')
       ) AS facts
  FROM pg_am m
 WHERE m.oid >= 16384
   AND (m.oid, 'pg_am'::regclass) NOT IN (SELECT objid, classid FROM member)
