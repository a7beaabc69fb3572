-- The database itself, apart from its settings. Its name is not a fact: a copy has another.
SELECT 'current' AS identity,
       jsonb_build_object(
           'encoding', pg_encoding_to_char(d.encoding),
           'connection_limit', nullif(d.datconnlimit, -1),
           'is_template', d.datistemplate,
           'owner', pg_get_userbyid(d.datdba),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a ORDER BY 1)),
           'comment', shobj_description(d.oid, 'pg_database')
       ) AS facts
  FROM pg_database d
 WHERE d.datname = current_database()
