-- Tables whose rows belong to this database's users: no extension's, and not the history's. The rows of a
-- partition are those of its table. Counted without those that inherit, which are listed themselves.
SELECT c.oid::regclass::text AS table,
       format('SELECT count(*) FROM %s%I.%I', CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname) AS count
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND c.oid >= 16384
   AND c.relname <> $1
   AND n.nspname !~ '^pg_(toast|temp)'
   AND (c.oid, 'pg_class'::regclass) NOT IN (
           SELECT objid, classid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e')
 ORDER BY 1
