-- Tables whose rows belong to this database's users: no extension's, and not the history's. The rows of a
-- partition are those of its table. Counted without those that inherit, which are listed themselves.
-- One that cannot be read without running functions of an untrusted role is not counted.
SELECT CASE WHEN n.nspname = ANY (nullif(current_setting('pgconform.schemas', true), '')::name[]) THEN quote_ident(c.relname)
            ELSE format('%I.%I', n.nspname, c.relname) END AS table,
       CASE WHEN NOT EXISTS (
                     SELECT FROM (SELECT relid FROM pg_partition_tree(c.oid) UNION SELECT c.oid) t
                      WHERE t.relid IN (SELECT oid FROM untrusted_plan))
            THEN format('SELECT count(*) FROM %s%I.%I', CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname)
       END AS count
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND c.oid >= 16384
   AND c.relname NOT IN (SELECT relname FROM runner_history)
   AND n.nspname !~ '^pg_(toast|temp)'
   AND (c.oid, 'pg_class'::regclass) NOT IN (
           SELECT objid, classid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e')
 ORDER BY 1
