SELECT quote_ident(t.spcname) AS identity,
       jsonb_build_object(
           'location', nullif(pg_tablespace_location(t.oid), ''),
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(t.spcoptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(t.spcowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.spcacl, acldefault('t', t.spcowner))) a ORDER BY 1)),
           'comment', shobj_description(t.oid, 'pg_tablespace')
       ) AS facts
  FROM pg_tablespace t
