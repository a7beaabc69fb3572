-- How many rows were ever written into each table. A TRUNCATE is not counted, and gives the table another file. Before version 15
-- nothing has a session report what it wrote, so each count is another one, and each table is read again.
SELECT c.oid AS relation,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
           + c.relfilenode::bigint * 4294967296
           + (SELECT CASE WHEN current_setting('server_version_num')::integer < 150000 THEN (extract(epoch FROM clock_timestamp()) * 1000000)::bigint ELSE 0 END) AS written
  FROM pg_class c
 WHERE c.relkind = 'r'
   AND c.oid >= (SELECT 16384::oid)
