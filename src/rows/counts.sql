-- How many rows were ever written into each table. A TRUNCATE is not counted, and gives the table another file.
SELECT c.oid AS relation,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid)
           + c.relfilenode::bigint * 4294967296 AS written
  FROM pg_class c
 WHERE c.relkind = 'r'
   AND c.oid >= (SELECT 16384::oid)
