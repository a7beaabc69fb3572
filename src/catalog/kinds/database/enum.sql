SELECT t.identity,
       jsonb_build_object(
           'labels', to_jsonb(ARRAY(
               SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)),
           'owner', pg_get_userbyid(t.typowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.typacl, acldefault('T', t.typowner))) a ORDER BY 1)),
           'comment', obj_description(t.oid, 'pg_type')
       ) AS facts
  FROM type t
 WHERE t.typtype = 'e'
