-- Privileges on what is PostgreSQL's own or an extension's, where they are no longer what initdb or
-- the extension made them.
-- initdb keeps no record of its grants on the information schema: it lets everybody read it, and nothing else.
SELECT o.sort || ' ' || o.name AS identity,
       ARRAY(SELECT a::text COLLATE "C" FROM unnest(o.acl) a ORDER BY 1) AS privileges
  FROM (SELECT 'relation' AS sort, 'pg_class'::regclass AS class, c.oid, 0 AS part, c.relacl AS acl,
               c.relnamespace AS namespace, s.identity || '.' || quote_ident(c.relname) AS name,
               acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END, c.relowner) AS by_default,
               makeaclitem(0::oid, c.relowner, 'SELECT', false) AS to_public
          FROM pg_class c
          JOIN schema s ON s.oid = c.relnamespace
         WHERE c.relacl IS NOT NULL
        UNION ALL
        SELECT 'column', 'pg_class'::regclass, c.oid, a.attnum, a.attacl, c.relnamespace,
               s.identity || '.' || quote_ident(c.relname) || '.' || quote_ident(a.attname), '{}', NULL
          FROM pg_class c
          JOIN schema s ON s.oid = c.relnamespace
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
        UNION ALL
        SELECT 'function', 'pg_proc'::regclass, p.oid, 0, p.proacl, p.pronamespace,
               s.identity || '.' || quote_ident(p.proname) || '(' || array_to_string(p.proargtypes::regtype[], ', ') || ')',
               acldefault('f', p.proowner), NULL
          FROM pg_proc p
          JOIN schema s ON s.oid = p.pronamespace
         WHERE p.proacl IS NOT NULL
        UNION ALL
        SELECT 'type', 'pg_type'::regclass, t.oid, 0, t.typacl, t.typnamespace,
               s.identity || '.' || quote_ident(t.typname), acldefault('T', t.typowner), NULL
          FROM pg_type t
          JOIN schema s ON s.oid = t.typnamespace
         WHERE t.typacl IS NOT NULL
        UNION ALL
        SELECT 'schema', 'pg_namespace'::regclass, s.oid, 0, s.nspacl, s.oid, s.identity, acldefault('n', s.nspowner),
               makeaclitem(0::oid, s.nspowner, 'USAGE', false)
          FROM schema s) o
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part
 WHERE o.acl IS DISTINCT FROM i.initprivs
   AND NOT (coalesce(o.acl, o.by_default) @> coalesce(i.initprivs, o.by_default)
        AND coalesce(o.acl, o.by_default) <@ coalesce(i.initprivs, o.by_default))
   AND (o.oid < 16384 AND o.namespace = 'pg_catalog'::regnamespace
        OR o.oid < 16384 AND o.namespace = 'information_schema'::regnamespace
           AND NOT (o.acl @> o.by_default AND o.acl <@ (o.by_default || coalesce(o.to_public, o.by_default[1])))
        OR (o.oid, o.class) IN (SELECT objid, classid FROM member))
