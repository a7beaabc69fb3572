-- How many rows were ever written into each system catalog.
SELECT c.relname::text AS name,
       pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid) AS written
  FROM pg_class c
 WHERE c.relnamespace = 'pg_catalog'::regnamespace
   AND c.relkind = 'r'
