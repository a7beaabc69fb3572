-- How many rows were ever written into each system catalog, from version 15 on.
SELECT c.relname::text AS name,
       (pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid) + pg_stat_get_tuples_deleted(c.oid))::text AS written
  FROM pg_class c
 WHERE c.relnamespace = 'pg_catalog'::regnamespace
   AND c.relkind = 'r'
