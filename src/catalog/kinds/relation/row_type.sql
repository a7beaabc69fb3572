-- where r.relkind <> 'c' AND EXISTS (SELECT FROM pg_type t WHERE t.oid = r.reltype AND (t.typacl IS NOT NULL OR EXISTS (SELECT FROM pg_description d WHERE d.objoid = t.oid)))
-- The type of a relation's rows, where something was said of it apart from the relation.
SELECT r.oid AS relation,
       r.identity || '.*' AS identity,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1) AS privileges,
       d.description AS comment
  FROM requested r
  JOIN pg_type t ON t.oid = r.reltype
  LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
 WHERE r.relkind <> 'c'
   AND (t.typacl IS NOT NULL OR d.description IS NOT NULL)
