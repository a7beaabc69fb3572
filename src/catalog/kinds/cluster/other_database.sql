SELECT quote_ident(d.datname) AS identity,
       jsonb_build_object(
           'encoding', pg_encoding_to_char(d.encoding),
           'lc_collate', d.datcollate,
           'lc_ctype', d.datctype,
           'locale_provider', CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END,
           'locale', coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale'),
           'rules', to_jsonb(d) ->> 'daticurules',
           'connection_limit', nullif(d.datconnlimit, -1),
           'is_template', d.datistemplate,
           'allows_connections', d.datallowconn,
           'settings', (
               SELECT jsonb_object_agg(
                          CASE s.setrole WHEN 0 THEN 'all' ELSE pg_get_userbyid(s.setrole) END,
                          to_jsonb(ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1)))
                 FROM pg_db_role_setting s WHERE s.setdatabase = d.oid),
           'tablespace', t.spcname,
           'owner', pg_get_userbyid(d.datdba),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a ORDER BY 1)),
           'comment', shobj_description(d.oid, 'pg_database')
       ) AS facts
  FROM pg_database d
  JOIN pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname <> current_database()
