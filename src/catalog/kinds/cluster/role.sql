-- PostgreSQL's own roles cannot be changed. How a password is kept, and so whether
-- there is one, only superusers may read; a query that names the table would fail for all others,
-- hence the text of one, which ts_stat runs: query_to_xml is not in every build. Two hashes of one password differ, and say nothing.
-- may hold secrets: settings
SELECT quote_ident(r.rolname) AS identity,
       r.rolsuper AS superuser,
       r.rolinherit AS inherit,
       r.rolcreaterole AS create_role,
       r.rolcreatedb AS create_database,
       r.rolcanlogin AS login,
       r.rolreplication AS replication,
       r.rolbypassrls AS bypass_row_security,
       nullif(r.rolconnlimit, -1) AS connection_limit,
       r.rolvaliduntil::text AS valid_until,
       CASE WHEN has_table_privilege('pg_authid', 'SELECT') THEN
           (SELECT word FROM ts_stat(
               format($$SELECT array_to_tsvector(ARRAY[CASE WHEN rolpassword LIKE 'md5%%' THEN 'md5' ELSE split_part(rolpassword, '$', 1) END])
                          FROM pg_catalog.pg_authid WHERE oid = %s AND rolpassword <> ''$$, r.oid))) END AS password,
       ARRAY(SELECT c COLLATE "C" FROM unnest((
           SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0)) c ORDER BY 1) AS settings,
       shobj_description(r.oid, 'pg_authid') AS comment
  FROM pg_roles r
 WHERE r.rolname !~ '^pg_'
