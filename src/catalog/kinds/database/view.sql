SELECT r.identity,
       pg_get_viewdef(r.oid) AS definition,
       ARRAY(
           SELECT concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                      'COLLATE ' || nullif(a.attcollation, t.typcollation)::regcollation)
             FROM pg_attribute a
             JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1) AS options,
       pg_get_userbyid(r.relowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1) AS privileges,
       obj_description(r.oid, 'pg_class') AS comment
  FROM relation r
 WHERE r.relkind = 'v'
