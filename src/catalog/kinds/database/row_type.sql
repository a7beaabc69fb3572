-- The type of a relation's rows, where something was said of it apart from the relation.
SELECT r.identity || '.*' AS identity,
       jsonb_build_object(
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM relation r
  JOIN pg_type t ON t.oid = r.reltype
 WHERE r.relkind <> 'c'
   AND (t.typacl IS NOT NULL OR obj_description(t.oid, 'pg_type') IS NOT NULL)
