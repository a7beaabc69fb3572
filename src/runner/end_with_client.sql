-- A server checks every 500 ms whether the client of a running statement is still connected. Not
-- every server knows the setting (14 and later), and not every platform takes a value but 0: Windows
-- doesn't, others than Linux do from 15 on. An error here would abort a transaction around it, so
-- the platform is read from the version's text. A value that someone chose is kept.
SELECT set_config('client_connection_check_interval', '500', false)
 WHERE current_setting('client_connection_check_interval', true) = '0'
   AND (version() ~* 'linux'
        OR version() ~* 'darwin|bsd' AND current_setting('server_version_num')::integer >= 150000)
