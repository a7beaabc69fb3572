-- Ordinary, partitioned and foreign tables. The order of columns is a fact of the table.
SELECT r.identity,
       jsonb_build_object(
           'kind', CASE r.relkind WHEN 'r' THEN 'ordinary' WHEN 'p' THEN 'partitioned' ELSE 'foreign' END,
           'column_order', to_jsonb(ARRAY(
               SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)),
           'persistence', CASE r.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END,
           'partition_key', pg_get_partkeydef(r.oid),
           'partition_bound', pg_get_expr(r.relpartbound, r.oid),
           'inherits', to_jsonb(ARRAY(
               SELECT p.oid::regclass::text FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
                WHERE i.inhrelid = r.oid ORDER BY i.inhseqno)),
           'detach_pending', (SELECT true FROM pg_inherits i WHERE i.inhrelid = r.oid AND i.inhdetachpending),
           'of_type', nullif(r.reloftype, 0)::regtype,
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1)),
           'toast_options', to_jsonb(ARRAY(
               SELECT o COLLATE "C" FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = r.reltoastrelid ORDER BY 1)),
           'access_method', m.amname,
           'tablespace', t.spcname,
           'replica_identity', CASE r.relreplident
               WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END,
           'row_security', r.relrowsecurity,
           'force_row_security', r.relforcerowsecurity,
           'server', f.srvname,
           'foreign_options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(ft.ftoptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(r.relowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1)),
           'system_column_privileges', to_jsonb(ARRAY(
               SELECT (a.attname || ': ' || p) COLLATE "C" FROM pg_attribute a, unnest(a.attacl) p
                WHERE a.attrelid = r.oid AND a.attnum < 0 ORDER BY 1)),
           'comment', obj_description(r.oid, 'pg_class')
       ) AS facts
  FROM relation r
  LEFT JOIN pg_am m ON m.oid = r.relam
  LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace
  LEFT JOIN pg_foreign_table ft ON ft.ftrelid = r.oid
  LEFT JOIN pg_foreign_server f ON f.oid = ft.ftserver
 WHERE r.relkind IN ('r', 'p', 'f')
