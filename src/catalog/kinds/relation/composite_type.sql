-- where r.relkind = 'c'
-- Its attributes are columns.
SELECT r.oid AS relation,
       t.identity,
       ARRAY(
           SELECT a.attname FROM pg_attribute a
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS column_order,
       pg_get_userbyid(t.typowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       obj_description(t.oid, 'pg_type') AS comment
  FROM requested r
  JOIN type t ON t.typrelid = r.oid
 WHERE r.relkind = 'c'
