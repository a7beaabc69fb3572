-- How many rows were ever written into each table.
SELECT c.oid AS relation,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid) AS written
  FROM pg_class c
 WHERE c.relkind = 'r'
   AND c.oid >= (SELECT 16384::oid)
