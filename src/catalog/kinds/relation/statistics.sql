-- where EXISTS (SELECT FROM pg_statistic_ext x WHERE x.stxrelid = r.oid)
SELECT r.oid AS relation,
       s.identity || '.' || quote_ident(x.stxname) AS identity,
       pg_get_statisticsobjdef(x.oid) AS definition,
       nullif(x.stxstattarget, -1) AS target,
       pg_get_userbyid(x.stxowner) AS owner,
       obj_description(x.oid, 'pg_statistic_ext') AS comment
  FROM requested r
  JOIN pg_statistic_ext x ON x.stxrelid = r.oid
  JOIN schema s ON s.oid = x.stxnamespace
 WHERE (x.oid, 'pg_statistic_ext'::regclass) NOT IN (SELECT objid, classid FROM member)
