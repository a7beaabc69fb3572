SELECT s.identity || '.' || quote_ident(d.dictname) AS identity,
       jsonb_build_object(
           'template', ts.nspname || '.' || t.tmplname,
           'options', d.dictinitoption,
           'owner', pg_get_userbyid(d.dictowner),
           'comment', obj_description(d.oid, 'pg_ts_dict')
       ) AS facts
  FROM pg_ts_dict d
  JOIN schema s ON s.oid = d.dictnamespace
  JOIN pg_ts_template t ON t.oid = d.dicttemplate
  JOIN pg_namespace ts ON ts.oid = t.tmplnamespace
 WHERE d.oid >= 16384
   AND (d.oid, 'pg_ts_dict'::regclass) NOT IN (SELECT objid, classid FROM member)
