-- The path of a tablespace made in place is a number that PostgreSQL made up.
SELECT quote_ident(t.spcname) AS identity,
       jsonb_build_object(
           'location', CASE WHEN t.oid >= 16384 THEN
               regexp_replace(pg_tablespace_location(t.oid), '^pg_tblspc/.*', 'in place') END,
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(t.spcoptions) o ORDER BY 1)),
           'owner', pg_get_userbyid(t.spcowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(t.spcacl, acldefault('t', t.spcowner))) a ORDER BY 1)),
           'comment', shobj_description(t.oid, 'pg_tablespace')
       ) AS facts
  FROM pg_tablespace t
