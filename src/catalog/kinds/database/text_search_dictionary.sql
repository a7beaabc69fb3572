-- where EXISTS (SELECT FROM pg_ts_dict WHERE oid >= 16384)
SELECT s.identity || '.' || quote_ident(d.dictname) AS identity,
       ts.nspname || '.' || t.tmplname AS template,
       d.dictinitoption AS options,
       pg_get_userbyid(d.dictowner) AS owner,
       obj_description(d.oid, 'pg_ts_dict') AS comment
  FROM pg_ts_dict d
  JOIN schema s ON s.oid = d.dictnamespace
  JOIN pg_ts_template t ON t.oid = d.dicttemplate
  JOIN pg_namespace ts ON ts.oid = t.tmplnamespace
 WHERE d.oid >= 16384
   AND (d.oid, 'pg_ts_dict'::regclass) NOT IN (SELECT objid, classid FROM member)
