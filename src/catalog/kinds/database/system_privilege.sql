-- Privileges on PostgreSQL's own objects, where they are no longer what initdb made them.
-- initdb keeps no record of its grants on the information schema, which is left out for that.
SELECT 'relation ' || s.identity || '.' || quote_ident(c.relname) AS identity,
       jsonb_build_object('privileges', to_jsonb(ARRAY(SELECT a::text COLLATE "C" FROM unnest(c.relacl) a ORDER BY 1))) AS facts
  FROM pg_class c
  JOIN schema s ON s.oid = c.relnamespace
  LEFT JOIN pg_init_privs i ON i.classoid = 'pg_class'::regclass AND i.objoid = c.oid AND i.objsubid = 0
 WHERE c.oid < 16384
   AND s.nspname = 'pg_catalog'
   AND c.relacl IS DISTINCT FROM i.initprivs
   AND coalesce(c.relacl, acldefault('r', c.relowner)) IS DISTINCT FROM coalesce(i.initprivs, acldefault('r', c.relowner))
UNION ALL
SELECT 'function ' || s.identity || '.' || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       jsonb_build_object('privileges', to_jsonb(ARRAY(SELECT a::text COLLATE "C" FROM unnest(p.proacl) a ORDER BY 1)))
  FROM pg_proc p
  JOIN schema s ON s.oid = p.pronamespace
  LEFT JOIN pg_init_privs i ON i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid
 WHERE p.oid < 16384
   AND s.nspname = 'pg_catalog'
   AND p.proacl IS DISTINCT FROM i.initprivs
   AND coalesce(p.proacl, acldefault('f', p.proowner)) IS DISTINCT FROM coalesce(i.initprivs, acldefault('f', p.proowner))
UNION ALL
SELECT 'schema ' || s.identity,
       jsonb_build_object('privileges', to_jsonb(ARRAY(SELECT a::text COLLATE "C" FROM unnest(s.nspacl) a ORDER BY 1)))
  FROM schema s
  LEFT JOIN pg_init_privs i ON i.classoid = 'pg_namespace'::regclass AND i.objoid = s.oid
 WHERE s.oid < 16384
   AND s.nspname = 'pg_catalog'
   AND coalesce(s.nspacl, acldefault('n', s.nspowner)) IS DISTINCT FROM coalesce(i.initprivs, acldefault('n', s.nspowner))
