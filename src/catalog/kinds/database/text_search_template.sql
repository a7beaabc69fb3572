-- where EXISTS (SELECT FROM pg_ts_template WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(t.tmplname) AS identity,
       nullif(t.tmplinit::oid, 0)::regprocedure::text AS init,
       t.tmpllexize::oid::regprocedure::text AS lexize,
       obj_description(t.oid, 'pg_ts_template') AS comment
  FROM pg_ts_template t
  JOIN schema s ON s.oid = t.tmplnamespace
 WHERE t.oid >= 16384
   AND (t.oid, 'pg_ts_template'::regclass) NOT IN (SELECT objid, classid FROM member)
