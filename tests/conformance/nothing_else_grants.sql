-- Every privilege on what PostgreSQL brings along, and every membership in a role.
SELECT format('%s: %s', thing, acl)
  FROM (SELECT 'database' AS thing, datacl::text AS acl FROM pg_database WHERE datname = current_database()
         UNION ALL
        SELECT 'tablespace ' || spcname, spcacl::text FROM pg_tablespace
         UNION ALL
        SELECT 'schema ' || nspname, nspacl::text FROM pg_namespace WHERE oid < 16384
         UNION ALL
        SELECT 'language ' || lanname, lanacl::text FROM pg_language WHERE oid < 16384
         UNION ALL
        SELECT 'type ' || oid::regtype, typacl::text FROM pg_type WHERE oid < 16384
         UNION ALL
        SELECT 'function ' || oid::regprocedure, proacl::text FROM pg_proc WHERE oid < 16384
         UNION ALL
        SELECT 'relation ' || oid::regclass, relacl::text FROM pg_class WHERE oid < 16384
         UNION ALL
        SELECT format('column %s.%I', attrelid::regclass, attname), attacl::text FROM pg_attribute WHERE attrelid < 16384
         UNION ALL
        SELECT format('role %s of %s', member::regrole, roleid::regrole), admin_option::text FROM pg_auth_members
       ) granted
 WHERE acl IS NOT NULL
