-- where EXISTS (SELECT FROM pg_type WHERE oid >= 16384 AND typtype = 'e')
SELECT t.identity,
       ARRAY(
           SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
       pg_get_userbyid(t.typowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       obj_description(t.oid, 'pg_type') AS comment
  FROM type t
 WHERE t.typtype = 'e'
