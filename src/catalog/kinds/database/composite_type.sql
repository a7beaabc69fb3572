-- Its attributes are columns.
SELECT t.identity,
       jsonb_build_object(
           'column_order', to_jsonb(ARRAY(
               SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)),
           'owner', pg_get_userbyid(t.typowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM type t
  JOIN relation r ON r.oid = t.typrelid AND r.relkind = 'c'
