-- may hold secrets: foreign_options
-- Ordinary, partitioned and foreign tables. The order of columns is a fact of the table.
SELECT r.oid AS relation,
       r.identity,
       CASE r.relkind WHEN 'r' THEN 'ordinary' WHEN 'p' THEN 'partitioned' ELSE 'foreign' END AS kind,
       ARRAY(
           SELECT a.attname FROM pg_attribute a
            WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS column_order,
       CASE r.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS persistence,
       pg_get_partkeydef(r.oid) AS partition_key,
       pg_get_expr(r.relpartbound, r.oid) AS partition_bound,
       ARRAY(
           SELECT p.oid::regclass::text FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
            WHERE i.inhrelid = r.oid ORDER BY i.inhseqno) AS inherits,
       (SELECT true FROM pg_inherits i WHERE i.inhrelid = r.oid AND i.inhdetachpending) AS detach_pending,
       nullif(r.reloftype, 0)::regtype::text AS of_type,
       ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1) AS options,
       ARRAY(
           SELECT o COLLATE "C" FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = r.reltoastrelid ORDER BY 1) AS toast_options,
       m.amname AS access_method,
       t.spcname AS tablespace,
       CASE r.relreplident
           WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END AS replica_identity,
       r.relrowsecurity AS row_security,
       r.relforcerowsecurity AS force_row_security,
       f.srvname AS server,
       ARRAY(SELECT o COLLATE "C" FROM unnest(ft.ftoptions) o ORDER BY 1) AS foreign_options,
       pg_get_userbyid(r.relowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1) AS privileges,
       ARRAY(
           SELECT (a.attname || ': ' || p) COLLATE "C" FROM pg_attribute a, unnest(a.attacl) p
            WHERE a.attrelid = r.oid AND a.attnum < 0 ORDER BY 1) AS system_column_privileges,
       (SELECT d.description FROM pg_description d WHERE d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0) AS comment
  FROM requested r
  LEFT JOIN pg_am m ON m.oid = r.relam
  LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace
  LEFT JOIN pg_foreign_table ft ON ft.ftrelid = r.oid
  LEFT JOIN pg_foreign_server f ON f.oid = ft.ftserver
 WHERE r.relkind IN ('r', 'p', 'f')
