-- Everything that is not PostgreSQL's own, save what belongs to a table.
WITH ours AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)
SELECT object
  FROM (SELECT CASE c.relkind
                   WHEN 'r' THEN 'table ' WHEN 'p' THEN 'partitioned table ' WHEN 'v' THEN 'view ' WHEN 'S' THEN 'sequence '
                   WHEN 'm' THEN 'materialized view ' WHEN 'f' THEN 'foreign table ' WHEN 'c' THEN 'composite type '
               END || c.oid::regclass AS object
          FROM pg_class c
          JOIN ours ON ours.oid = c.relnamespace
         WHERE c.relkind NOT IN ('i', 'I', 't')
         UNION ALL
        SELECT 'function ' || p.oid::regprocedure FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace
         UNION ALL
        SELECT 'type ' || t.oid::regtype
          FROM pg_type t
          JOIN ours ON ours.oid = t.typnamespace
         WHERE t.typrelid = 0 AND t.typelem = 0
         UNION ALL
        SELECT 'operator ' || o.oid::regoperator FROM pg_operator o JOIN ours ON ours.oid = o.oprnamespace
         UNION ALL
        SELECT 'collation ' || c.oid::regcollation FROM pg_collation c JOIN ours ON ours.oid = c.collnamespace
         UNION ALL
        SELECT 'statistics ' || s.stxname FROM pg_statistic_ext s
         UNION ALL
        SELECT 'schema ' || nspname || ' of ' || pg_get_userbyid(nspowner) FROM pg_namespace JOIN ours USING (oid, nspname)
         UNION ALL
        SELECT 'extension ' || extname FROM pg_extension
         UNION ALL
        SELECT 'event trigger ' || evtname FROM pg_event_trigger
         UNION ALL
        SELECT 'publication ' || pubname FROM pg_publication
         UNION ALL
        SELECT 'default privileges ' || defaclacl::text FROM pg_default_acl
         UNION ALL
        SELECT 'settings ' || setconfig::text FROM pg_db_role_setting
         UNION ALL
        SELECT 'role ' || rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'
       ) found
 ORDER BY object COLLATE "C"
