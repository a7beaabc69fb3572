-- where EXISTS (SELECT FROM pg_user_mapping)
-- Its options hold passwords, of which only a hash leaves the server.
-- secret: options
SELECT quote_ident(m.srvname) || ' for ' || m.usename AS identity,
       ARRAY(
           SELECT split_part(o, '=', 1) || '=' || encode(sha256(convert_to(o, 'UTF8')), 'hex') COLLATE "C" FROM unnest(m.umoptions) o ORDER BY 1) AS options,
       -- As the view decides whom it shows them.
       CASE WHEN NOT ((SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user)
                      OR m.umuser <> 0 AND m.usename = current_user
                         AND (pg_has_role(f.srvowner, 'USAGE') OR has_server_privilege(f.oid, 'USAGE'))
                      OR m.umuser = 0 AND pg_has_role(f.srvowner, 'USAGE')) THEN '{options}'::text[] END AS unreadable
  FROM pg_user_mappings m
  JOIN pg_foreign_server f ON f.oid = m.srvid
