-- A server checks every 500 ms whether the client of a running statement is still connected. Not
-- every server knows the setting (14 and later), and not every platform takes a value but 0: Windows
-- doesn't, others than Linux do from 15 on. An error here would abort a transaction around it, so
-- the platform is read from the version's text. A value that someone chose is kept. Every name is
-- qualified, as the session has the user's own search_path.
SELECT pg_catalog.set_config('client_connection_check_interval', '500', false)
 WHERE pg_catalog.current_setting('client_connection_check_interval', true) OPERATOR(pg_catalog.=) '0'
   AND (pg_catalog.version() OPERATOR(pg_catalog.~*) 'linux'
        OR pg_catalog.version() OPERATOR(pg_catalog.~*) 'darwin|bsd'
           AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 OPERATOR(pg_catalog.>=) 150000)
