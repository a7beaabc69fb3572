-- where EXISTS (SELECT FROM pg_ts_parser WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(p.prsname) AS identity,
       p.prsstart::oid::regprocedure::text AS start,
       p.prstoken::oid::regprocedure::text AS token,
       p.prsend::oid::regprocedure::text AS end,
       nullif(p.prsheadline::oid, 0)::regprocedure::text AS headline,
       p.prslextype::oid::regprocedure::text AS token_types,
       obj_description(p.oid, 'pg_ts_parser') AS comment
  FROM pg_ts_parser p
  JOIN schema s ON s.oid = p.prsnamespace
 WHERE p.oid >= 16384
   AND (p.oid, 'pg_ts_parser'::regclass) NOT IN (SELECT objid, classid FROM member)
