SELECT r.identity || '.' || quote_ident(p.polname) AS identity,
       jsonb_build_object(
           'command', CASE p.polcmd
               WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
           'permissive', p.polpermissive,
           'roles', to_jsonb(ARRAY(
               SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role) END
                 FROM unnest(p.polroles) role ORDER BY 1)),
           'using', pg_get_expr(p.polqual, p.polrelid),
           'check', pg_get_expr(p.polwithcheck, p.polrelid),
           'comment', obj_description(p.oid, 'pg_policy')
       ) AS facts
  FROM pg_policy p
  JOIN relation r ON r.oid = p.polrelid
