-- where r.relkind = 'm'
SELECT r.oid AS relation,
       r.identity,
       pg_get_viewdef(r.oid) AS definition,
       r.relispopulated AS populated,
       ARRAY(SELECT c.outline FROM view_column c WHERE c.attrelid = r.oid ORDER BY c.attnum) AS columns,
       ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1) AS options,
       ARRAY(
           SELECT o COLLATE "C" FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = r.reltoastrelid ORDER BY 1) AS toast_options,
       m.amname AS access_method,
       t.spcname AS tablespace,
       CASE r.relreplident
           WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END AS replica_identity,
       pg_get_userbyid(r.relowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1) AS privileges,
       obj_description(r.oid, 'pg_class') AS comment
  FROM requested r
  LEFT JOIN pg_am m ON m.oid = r.relam
  LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace
 WHERE r.relkind = 'm'
