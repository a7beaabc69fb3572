-- Every column of every table that can be given rows: what its values look like, and what holds them.
-- Partitions get theirs through their parent. An enum's labels and the literals of the table's
-- CHECKs are values that are likely to be accepted, and so are the bounds of partitions.
-- $1 are names in a catalog: only tables of such a name count, and those with a column of such a type, of an array of
-- it or of a domain over it. Null means every table.
WITH RECURSIVE named_type AS (
    SELECT t.oid
      FROM pg_type t
     WHERE t.oid >= (SELECT 16384::oid)
       AND t.typnamespace::regnamespace || '.' || quote_ident(t.typname) = ANY ($1)
     UNION
    SELECT t.oid
      FROM named_type o
      JOIN pg_type t ON o.oid IN (t.typelem, t.typbasetype))
SELECT c.oid AS relation,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       n.nspname AS schema,
       c.relname AS table,
       a.attname AS column,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN e.oid IS NOT NULL THEN 'array' WHEN p.typtype = 'e' THEN 'enum'
            WHEN p.typtype IN ('r', 'm', 'c') THEN p.typtype::text ELSE p.typname END AS base,
       coalesce(e.typname, '') AS element,
       (SELECT quote_ident(tn.nspname) || '.' || quote_ident(tt.typname)
          FROM pg_type tt JOIN pg_namespace tn ON tn.oid = tt.typnamespace
         WHERE tt.oid = coalesce(e.oid, a.atttypid)) AS type_identity,
       CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE b.typmod END AS typmod,
       p.oid < 16384 AND a.atttypid = p.oid
           AND (p.typcategory IN ('B', 'D', 'G', 'I', 'S', 'T', 'V') OR p.typname = 'numeric' AND a.atttypmod < 0
                OR p.typname IN ('int2', 'int4', 'int8', 'float4', 'float8', 'money', 'uuid', 'json', 'jsonb', 'bytea')) AS is_known,
       NOT a.attnotnull AS is_nullable,
       a.attgenerated <> '' OR a.attidentity = 'a'
           OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') ~ 'nextval\(' AS fills_itself,
       ARRAY(SELECT ft.typname::text FROM pg_attribute f JOIN pg_type ft ON ft.oid = f.atttypid
              WHERE f.attrelid = p.typrelid AND p.typtype = 'c' AND f.attnum > 0 AND NOT f.attisdropped ORDER BY f.attnum) AS fields,
       ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid IN (b.base, e.oid) ORDER BY l.enumsortorder) AS labels,
       ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
              WHERE k.contype = 'c' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey))
           || ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
                     WHERE k.contype = 'c' AND k.contypid = a.atttypid AND b.base <> a.atttypid)
           || ARRAY(SELECT bound.definition
                      FROM pg_partition_tree(c.oid) leaf
                     CROSS JOIN pg_get_partition_constraintdef(leaf.relid) bound (definition)
                     WHERE c.relkind = 'p' AND leaf.isleaf AND position(quote_ident(a.attname) IN bound.definition) > 0
                     LIMIT 10) AS checks
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 CROSS JOIN LATERAL (
     -- Down from a domain to the type below it; the outermost length counts.
     WITH RECURSIVE below AS (
         SELECT 0 AS depth, a.atttypid AS base, -1 AS typmod
         UNION ALL
         SELECT o.depth + 1, t.typbasetype, CASE WHEN o.typmod >= 0 THEN o.typmod ELSE t.typtypmod END
           FROM below o
           JOIN pg_type t ON t.oid = o.base AND t.typtype = 'd')
     SELECT o.base, o.typmod FROM below o ORDER BY o.depth DESC LIMIT 1) b
  JOIN pg_type p ON p.oid = b.base
  LEFT JOIN pg_type e ON e.oid = p.typelem AND p.typcategory = 'A'
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND c.relname <> ALL ((SELECT string_to_array(coalesce(nullif(current_setting('pgconform.history', true), ''), 'refinery_schema_history'), ','))::name[])
   AND ($1::text[] IS NULL
        OR quote_ident(n.nspname) || '.' || quote_ident(c.relname) = ANY ($1)
        OR c.oid IN (SELECT o.attrelid FROM pg_attribute o WHERE o.attnum > 0 AND o.atttypid IN (SELECT oid FROM named_type)))
   AND c.oid NOT IN (SELECT x.objid FROM pg_depend x
                      WHERE x.classid = 'pg_class'::regclass AND x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e')
 ORDER BY n.nspname, c.relname, a.attnum
