-- Everything that is not PostgreSQL's own, save what belongs to a table.
WITH ours AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)
SELECT object
  FROM (SELECT CASE c.relkind
                   WHEN 'r' THEN 'table ' WHEN 'p' THEN 'partitioned table ' WHEN 'v' THEN 'view ' WHEN 'S' THEN 'sequence '
                   WHEN 'm' THEN 'materialized view ' WHEN 'f' THEN 'foreign table ' WHEN 'c' THEN 'composite type '
               END || c.oid::regclass
               -- Without its key, a row that is updated or deleted is not found by whoever replicates it.
               || CASE WHEN c.relkind = 'r' AND c.relreplident <> 'd' THEN ' with another replica identity' ELSE '' END AS object
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
        SELECT 'operator class ' || opcname FROM pg_opclass JOIN ours ON ours.oid = opcnamespace
         UNION ALL
        SELECT 'operator family ' || opfname FROM pg_opfamily JOIN ours ON ours.oid = opfnamespace
         UNION ALL
        SELECT 'conversion ' || conname FROM pg_conversion JOIN ours ON ours.oid = connamespace
         UNION ALL
        SELECT 'text search configuration ' || cfgname FROM pg_ts_config JOIN ours ON ours.oid = cfgnamespace
         UNION ALL
        SELECT 'text search dictionary ' || dictname FROM pg_ts_dict JOIN ours ON ours.oid = dictnamespace
         UNION ALL
        SELECT 'text search parser ' || prsname FROM pg_ts_parser JOIN ours ON ours.oid = prsnamespace
         UNION ALL
        SELECT 'text search template ' || tmplname FROM pg_ts_template JOIN ours ON ours.oid = tmplnamespace
         UNION ALL
        SELECT 'statistics ' || s.stxname FROM pg_statistic_ext s
         UNION ALL
        SELECT 'schema ' || nspname || ' of ' || pg_get_userbyid(nspowner) FROM pg_namespace JOIN ours USING (oid, nspname)
         UNION ALL
        SELECT 'extension ' || extname FROM pg_extension
         UNION ALL
        SELECT format('cast from %s to %s', castsource::regtype, casttarget::regtype) FROM pg_cast WHERE oid >= 16384
         UNION ALL
        SELECT 'language ' || lanname FROM pg_language WHERE oid >= 16384
         UNION ALL
        SELECT format('transform of %s for %s', trftype::regtype, lanname) FROM pg_transform JOIN pg_language l ON l.oid = trflang
         UNION ALL
        SELECT 'access method ' || amname FROM pg_am WHERE oid >= 16384
         UNION ALL
        SELECT 'foreign-data wrapper ' || fdwname FROM pg_foreign_data_wrapper
         UNION ALL
        SELECT 'server ' || srvname FROM pg_foreign_server
         UNION ALL
        SELECT 'user mapping of ' || usename FROM pg_user_mappings
         UNION ALL
        SELECT 'large object ' || oid FROM pg_largeobject_metadata
         UNION ALL
        SELECT 'tablespace ' || spcname FROM pg_tablespace WHERE oid >= 16384
         UNION ALL
        SELECT 'database ' || datname FROM pg_database WHERE datname NOT IN (current_database(), 'postgres', 'template0', 'template1')
         UNION ALL
        SELECT 'event trigger ' || evtname FROM pg_event_trigger
         UNION ALL
        SELECT 'publication ' || pubname FROM pg_publication
         UNION ALL
        SELECT 'subscription ' || subname FROM pg_subscription
         UNION ALL
        SELECT 'default privileges ' || defaclacl::text FROM pg_default_acl
         UNION ALL
        SELECT 'settings ' || setconfig::text FROM pg_db_role_setting
         UNION ALL
        SELECT 'role ' || rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'
       ) found
 ORDER BY object COLLATE "C"
