-- How many rows were ever written into each table. A TRUNCATE is not counted, and gives the table another file. Before version 15
-- nothing has a session report what it wrote, so each count is another one, and each table is read again; to ask for the counts
-- there would be to wait for the collector.
SELECT c.oid AS relation,
       CASE WHEN (SELECT current_setting('server_version_num')::integer < 150000)
            THEN (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
            ELSE pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
                 + c.relfilenode::bigint * 4294967296
       END AS written
  FROM pg_class c
 WHERE c.relkind = 'r'
   AND c.oid >= (SELECT 16384::oid)
