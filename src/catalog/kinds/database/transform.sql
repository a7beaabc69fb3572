SELECT format_type(t.trftype, NULL) || ' for ' || l.lanname AS identity,
       jsonb_build_object(
           'from_sql', nullif(t.trffromsql::oid, 0)::regprocedure,
           'to_sql', nullif(t.trftosql::oid, 0)::regprocedure,
           'comment', obj_description(t.oid, 'pg_transform')
       ) AS facts
  FROM pg_transform t
  JOIN pg_language l ON l.oid = t.trflang
 WHERE (t.oid, 'pg_transform'::regclass) NOT IN (SELECT objid, classid FROM member)
