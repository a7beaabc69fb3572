SELECT quote_ident(e.extname) AS identity,
       jsonb_build_object(
           'version', e.extversion,
           'schema', n.nspname,
           'relocatable', e.extrelocatable,
           'owner', pg_get_userbyid(e.extowner),
           'comment', obj_description(e.oid, 'pg_extension')
       ) AS facts
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
