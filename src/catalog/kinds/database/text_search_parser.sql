SELECT s.identity || '.' || quote_ident(p.prsname) AS identity,
       jsonb_build_object(
           'start', p.prsstart::oid::regprocedure,
           'token', p.prstoken::oid::regprocedure,
           'end', p.prsend::oid::regprocedure,
           'headline', nullif(p.prsheadline::oid, 0)::regprocedure,
           'token_types', p.prslextype::oid::regprocedure,
           'comment', obj_description(p.oid, 'pg_ts_parser')
       ) AS facts
  FROM pg_ts_parser p
  JOIN schema s ON s.oid = p.prsnamespace
 WHERE p.oid >= 16384
   AND (p.oid, 'pg_ts_parser'::regclass) NOT IN (SELECT objid, classid FROM member)
