SELECT s.identity || '.' || quote_ident(x.stxname) AS identity,
       jsonb_build_object(
           'definition', pg_get_statisticsobjdef(x.oid),
           'target', nullif(x.stxstattarget, -1),
           'owner', pg_get_userbyid(x.stxowner),
           'comment', obj_description(x.oid, 'pg_statistic_ext')
       ) AS facts
  FROM pg_statistic_ext x
  JOIN schema s ON s.oid = x.stxnamespace
 WHERE (x.oid, 'pg_statistic_ext'::regclass) NOT IN (SELECT objid, classid FROM member)
