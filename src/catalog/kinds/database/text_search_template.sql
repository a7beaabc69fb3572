SELECT s.identity || '.' || quote_ident(t.tmplname) AS identity,
       jsonb_build_object(
           'init', nullif(t.tmplinit::oid, 0)::regprocedure,
           'lexize', t.tmpllexize::oid::regprocedure,
           'comment', obj_description(t.oid, 'pg_ts_template')
       ) AS facts
  FROM pg_ts_template t
  JOIN schema s ON s.oid = t.tmplnamespace
 WHERE t.oid >= 16384
   AND (t.oid, 'pg_ts_template'::regclass) NOT IN (SELECT objid, classid FROM member)
