-- The path of a tablespace made in place is a number that PostgreSQL made up.
SELECT quote_ident(t.spcname) AS identity,
       CASE WHEN t.oid >= 16384 THEN
           regexp_replace(pg_tablespace_location(t.oid), '^pg_tblspc/.*', 'in place') END AS location,
       ARRAY(SELECT o COLLATE "C" FROM unnest(t.spcoptions) o ORDER BY 1) AS options,
       pg_get_userbyid(t.spcowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(t.spcacl, acldefault('t', t.spcowner))) a ORDER BY 1) AS privileges,
       shobj_description(t.oid, 'pg_tablespace') AS comment
  FROM pg_tablespace t
