-- where EXISTS (SELECT FROM pg_database WHERE datname <> current_database())
-- may hold secrets: settings
SELECT quote_ident(d.datname) AS identity,
       pg_encoding_to_char(d.encoding) AS encoding,
       d.datcollate AS lc_collate,
       d.datctype AS lc_ctype,
       CASE d.datlocprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' ELSE 'builtin' END AS locale_provider, -- since 15
       coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale') AS locale, -- since 15
       to_jsonb(d) ->> 'daticurules' AS rules, -- since 16
       nullif(d.datconnlimit, -1) AS connection_limit,
       d.datistemplate AS is_template,
       d.datallowconn AS allows_connections,
       (
           SELECT jsonb_object_agg(
                      CASE s.setrole WHEN 0 THEN 'all' ELSE pg_get_userbyid(s.setrole) END,
                      to_jsonb(ARRAY(SELECT c COLLATE "C" FROM unnest(s.setconfig) c ORDER BY 1)))
             FROM pg_db_role_setting s WHERE s.setdatabase = d.oid) AS settings,
       t.spcname AS tablespace,
       pg_get_userbyid(d.datdba) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a ORDER BY 1) AS privileges,
       shobj_description(d.oid, 'pg_database') AS comment
  FROM pg_database d
  JOIN pg_tablespace t ON t.oid = d.dattablespace
 WHERE d.datname <> current_database()
