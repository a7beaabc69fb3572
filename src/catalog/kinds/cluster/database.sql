-- The database itself, apart from its settings. Its name is not a fact: a copy has another.
SELECT 'current' AS identity,
       pg_encoding_to_char(d.encoding) AS encoding,
       nullif(d.datconnlimit, -1) AS connection_limit,
       d.datistemplate AS is_template,
       pg_get_userbyid(d.datdba) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a ORDER BY 1) AS privileges,
       shobj_description(d.oid, 'pg_database') AS comment
  FROM pg_database d
 WHERE d.datname = current_database()
