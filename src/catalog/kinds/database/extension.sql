-- plpgsql is there from the start, and belongs to whoever made the server (the role with the OID 10).
SELECT quote_ident(e.extname) AS identity,
       e.extversion AS version,
       n.nspname AS schema,
       e.extrelocatable AS relocatable,
       CASE WHEN e.oid >= 16384 OR e.extowner <> 10 THEN pg_get_userbyid(e.extowner) END AS owner,
       obj_description(e.oid, 'pg_extension') AS comment
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
