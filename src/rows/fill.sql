-- Every table that can be given rows, the relations that hold them (itself, or the leaves below it where it is partitioned), and
-- its columns, each with whether it takes NULL. A generated column has no value of its own to lack.
WITH RECURSIVE below (domain, base, is_not_null) AS (
    SELECT t.oid, t.typbasetype, t.typnotnull
      FROM pg_type t
     WHERE t.typtype = 'd' AND t.oid >= (SELECT 16384::oid)
     UNION ALL
    SELECT o.domain, t.typbasetype, t.typnotnull
      FROM below o
      JOIN pg_type t ON t.oid = o.base AND t.typtype = 'd')
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       ARRAY(SELECT quote_ident(ln.nspname) || '.' || quote_ident(l.relname)
               FROM pg_partition_tree(c.oid) leaf
               JOIN pg_class l ON l.oid = leaf.relid
               JOIN pg_namespace ln ON ln.oid = l.relnamespace
              WHERE leaf.isleaf AND l.relkind = 'r'
              ORDER BY 1) || CASE WHEN c.relkind = 'r' THEN ARRAY[quote_ident(n.nspname) || '.' || quote_ident(c.relname)] END AS parts,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
       ARRAY(SELECT NOT a.attnotnull AND a.attgenerated = ''
                    AND NOT EXISTS (SELECT FROM below b WHERE b.domain = a.atttypid AND b.is_not_null)
               FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS nullable
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND c.relname NOT IN (SELECT relname FROM history_name)
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname, c.relname
