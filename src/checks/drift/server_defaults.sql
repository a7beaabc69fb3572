-- The version of each extension that this server installs unasked, and before version 15 whom `public` belongs to in a
-- new database: the role that made the server (the one with the OID 10).
SELECT quote_ident(a.name) AS extension,
       a.default_version AS version,
       CASE WHEN current_setting('server_version_num')::integer < 150000 THEN quote_ident(pg_get_userbyid(10)) END AS owner_of_public
  FROM pg_available_extensions a
 WHERE a.default_version IS NOT NULL
