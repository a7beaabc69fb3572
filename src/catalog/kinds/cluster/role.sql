-- PostgreSQL's own roles cannot be changed; whether a password is set only a superuser may read.
SELECT quote_ident(r.rolname) AS identity,
       jsonb_build_object(
           'superuser', r.rolsuper,
           'inherit', r.rolinherit,
           'create_role', r.rolcreaterole,
           'create_database', r.rolcreatedb,
           'login', r.rolcanlogin,
           'replication', r.rolreplication,
           'bypass_row_security', r.rolbypassrls,
           'connection_limit', nullif(r.rolconnlimit, -1),
           'valid_until', r.rolvaliduntil,
           'settings', to_jsonb(ARRAY(SELECT c COLLATE "C" FROM unnest((
               SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0)) c ORDER BY 1)),
           'comment', shobj_description(r.oid, 'pg_authid')
       ) AS facts
  FROM pg_roles r
 WHERE r.rolname !~ '^pg_'
