-- where EXISTS (SELECT FROM pg_transform)
SELECT format_type(t.trftype, NULL) || ' for ' || l.lanname AS identity,
       nullif(t.trffromsql::oid, 0)::regprocedure::text AS from_sql,
       nullif(t.trftosql::oid, 0)::regprocedure::text AS to_sql,
       obj_description(t.oid, 'pg_transform') AS comment
  FROM pg_transform t
  JOIN pg_language l ON l.oid = t.trflang
 WHERE (t.oid, 'pg_transform'::regclass) NOT IN (SELECT objid, classid FROM member)
