SELECT r.identity,
       jsonb_build_object(
           'definition', pg_get_viewdef(r.oid),
           'populated', r.relispopulated,
           'column_order', to_jsonb(ARRAY(
               SELECT a.attname FROM pg_attribute a
                WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)),
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(r.reloptions) o ORDER BY 1)),
           'toast_options', to_jsonb(ARRAY(
               SELECT o COLLATE "C" FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = r.reltoastrelid ORDER BY 1)),
           'access_method', m.amname,
           'tablespace', t.spcname,
           'replica_identity', CASE r.relreplident
               WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END,
           'owner', pg_get_userbyid(r.relowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('r', r.relowner))) a ORDER BY 1)),
           'comment', obj_description(r.oid, 'pg_class')
       ) AS facts
  FROM relation r
  LEFT JOIN pg_am m ON m.oid = r.relam
  LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace
 WHERE r.relkind = 'm'
