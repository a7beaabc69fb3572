-- The xmin from which on later transactions count, and what stands in no catalog: what ALTER SYSTEM wrote, and where the links
-- of the tablespaces lead.
SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text AS next,
       pg_read_file('postgresql.auto.conf', 0, 1048576, true) AS settings,
       ARRAY(SELECT pg_tablespace_location(t.oid) FROM pg_tablespace t WHERE t.oid >= 16384 ORDER BY t.oid) AS places
