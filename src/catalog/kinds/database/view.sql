SELECT r.identity,
       jsonb_build_object(
           'definition', pg_get_viewdef(r.oid),
           'column_order', to_jsonb(ARRAY(
               SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)),
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(r.relowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1)),
           'comment', obj_description(r.oid, 'pg_class')
       ) AS facts
  FROM relation r
 WHERE r.relkind = 'v'
