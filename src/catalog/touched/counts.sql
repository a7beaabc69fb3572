-- How many rows were ever written into each system catalog. Before version 15 nothing has a session report that, so each count is another one, and
-- whatever is in a catalog counts as written.
SELECT c.relname::text AS name,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
           + (SELECT CASE WHEN current_setting('server_version_num')::integer < 150000 THEN (extract(epoch FROM clock_timestamp()) * 1000000)::bigint ELSE 0 END) AS written
  FROM pg_class c
 WHERE c.relnamespace = 'pg_catalog'::regnamespace
   AND c.relkind = 'r'
