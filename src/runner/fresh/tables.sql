-- Tables whose rows belong to this database's users: no extension's, and not the history's. The rows of a
-- partition are those of its table. Counted without those that inherit, which are listed themselves.
-- A query is planned with the expressions of a table's indexes and statistics, whose functions its owner chose: a table of
-- a role that the caller has no reason to trust is not counted where it has some.
SELECT CASE WHEN n.nspname = ANY (nullif(current_setting('pgconform.schemas', true), '')::name[]) THEN quote_ident(c.relname)
            ELSE format('%I.%I', n.nspname, c.relname) END AS table,
       CASE WHEN NOT EXISTS (
                     SELECT FROM (SELECT relid FROM pg_partition_tree(c.oid) UNION SELECT c.oid) t
                       JOIN pg_class k ON k.oid = t.relid
                       JOIN pg_roles r ON r.oid = k.relowner
                      WHERE NOT (r.rolsuper OR r.rolname IN (current_user, session_user)
                                 OR r.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
                        AND (EXISTS (SELECT FROM pg_index x WHERE x.indrelid = k.oid
                                        AND (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL))
                             OR EXISTS (SELECT FROM pg_statistic_ext s WHERE s.stxrelid = k.oid AND s.stxexprs IS NOT NULL)))
            THEN format('SELECT count(*) FROM %s%I.%I', CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname)
       END AS count
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
