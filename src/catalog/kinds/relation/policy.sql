-- where EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = r.oid)
SELECT r.oid AS relation,
       r.identity || '.' || quote_ident(p.polname) AS identity,
       CASE p.polcmd
           WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
       p.polpermissive AS permissive,
       ARRAY(
           SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role) END
             FROM unnest(p.polroles) role ORDER BY 1) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using,
       pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
       obj_description(p.oid, 'pg_policy') AS comment
  FROM requested r
  JOIN pg_policy p ON p.polrelid = r.oid
