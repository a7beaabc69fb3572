-- where r.relkind = 'v'
SELECT r.oid AS relation,
       r.identity,
       pg_get_viewdef(r.oid) AS definition,
       ARRAY(SELECT c.outline FROM view_column c WHERE c.attrelid = r.oid ORDER BY c.attnum) AS columns,
       ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1) AS options,
       pg_get_userbyid(r.relowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1) AS privileges,
       obj_description(r.oid, 'pg_class') AS comment
  FROM requested r
 WHERE r.relkind = 'v'
