-- Every column of every table that can be given rows: what its values look like, and what holds them.
-- Partitions get theirs through their parent. An enum's labels and the literals of the table's
-- CHECKs are values that are likely to be accepted, and so are the bounds of partitions.
-- $1 are names in a catalog: only tables of such a name count, and those with a column of such a type, of an array of
-- it or of a domain over it. Null means every table.
WITH RECURSIVE named (name) AS MATERIALIZED (
    SELECT unnest($1::text[])),
named_type AS (
    SELECT t.oid
      FROM pg_type t
     WHERE t.oid >= (SELECT 16384::oid)
       AND t.typnamespace::regnamespace || '.' || quote_ident(t.typname) IN (SELECT name FROM named)
     UNION
    SELECT t.oid
      FROM named_type o
      JOIN pg_type t ON o.oid IN (t.typelem, t.typbasetype)
     WHERE t.oid >= (SELECT 16384::oid)),
wanted AS MATERIALIZED (
    SELECT c.oid AS relation, n.nspname, c.relname, c.relkind, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p')
       AND NOT c.relispartition
       AND c.oid >= (SELECT 16384::oid)
       AND c.relpersistence <> 't'
       AND c.relname NOT IN (SELECT relname FROM history_name)
       AND ($1::text[] IS NULL
            OR quote_ident(n.nspname) || '.' || quote_ident(c.relname) IN (SELECT name FROM named)
            -- A column depends on its type.
            OR c.oid IN (SELECT x.objid FROM named_type o
                          CROSS JOIN LATERAL (SELECT objid FROM pg_depend
                                               WHERE refclassid = 'pg_type'::regclass AND refobjid = o.oid
                                                 AND classid = 'pg_class'::regclass AND objsubid > 0 OFFSET 0) x))
       AND c.oid NOT IN (SELECT x.objid FROM pg_depend x
                          WHERE x.classid = 'pg_class'::regclass AND x.refclassid = 'pg_extension'::regclass AND x.deptype = 'e')),
-- Down from each domain to the types below it; the outermost length counts.
below AS (
    SELECT t.oid AS domain, t.typbasetype AS base, t.typtypmod AS typmod, t.typnotnull AS is_not_null
      FROM pg_type t
     WHERE t.typtype = 'd'
     UNION ALL
    SELECT o.domain, t.typbasetype, CASE WHEN o.typmod >= 0 THEN o.typmod ELSE t.typtypmod END, o.is_not_null OR t.typnotnull
      FROM below o
      JOIN pg_type t ON t.oid = o.base AND t.typtype = 'd')
SELECT w.relation,
       w.identity,
       w.nspname AS schema,
       w.relname AS table,
       a.attname AS column,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN e.oid IS NOT NULL THEN 'array' WHEN p.typtype = 'e' THEN 'enum'
            WHEN p.typtype IN ('r', 'm', 'c') THEN p.typtype::text ELSE p.typname END AS base,
       coalesce(e.typname, '') AS element,
       (SELECT quote_ident(tn.nspname) || '.' || quote_ident(tt.typname)
          FROM pg_type tt JOIN pg_namespace tn ON tn.oid = tt.typnamespace
         WHERE tt.oid = coalesce(e.oid, a.atttypid)) AS type_identity,
       CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE coalesce(b.typmod, -1) END AS typmod,
       p.oid < 16384 AND a.atttypid = p.oid
           AND (p.typcategory IN ('B', 'D', 'G', 'I', 'S', 'T', 'V') OR p.typname = 'numeric' AND a.atttypmod < 0
                OR p.typname IN ('int2', 'int4', 'int8', 'float4', 'float8', 'money', 'uuid', 'json', 'jsonb', 'bytea')) AS is_known,
       NOT a.attnotnull AND NOT coalesce(b.is_not_null, false) AS is_nullable,
       pg_get_expr(d.adbin, d.adrelid) AS default,
       a.attgenerated <> '' OR a.attidentity = 'a'
           OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') ~ 'nextval\(' AS fills_itself,
       ARRAY(SELECT ft.typname::text FROM pg_attribute f JOIN pg_type ft ON ft.oid = f.atttypid
              WHERE f.attrelid = p.typrelid AND p.typtype = 'c' AND f.attnum > 0 AND NOT f.attisdropped ORDER BY f.attnum) AS fields,
       CASE WHEN 'e' IN (p.typtype, e.typtype)
            THEN ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid IN (p.oid, e.oid) ORDER BY l.enumsortorder)
            ELSE '{}' END AS labels,
       ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
              WHERE k.contype = 'c' AND k.conrelid = w.relation AND a.attnum = ANY (k.conkey))
           || ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
                     WHERE k.contype = 'c' AND b.domain IS NOT NULL AND k.contypid = b.domain) AS checks,
       -- That of a hash names the table's OID, which is not a value.
       ARRAY(SELECT bound.definition
               FROM pg_partition_tree(w.relation) leaf
              CROSS JOIN regexp_replace(pg_get_partition_constraintdef(leaf.relid), 'satisfies_hash_partition\([^)]*\)', 'true')
                         bound (definition)
              WHERE w.relkind = 'p' AND leaf.isleaf AND position(quote_ident(a.attname) IN bound.definition) > 0
              LIMIT 32) AS bounds,
       w.relkind = 'p' AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = w.relation) AS lacks_partitions
  FROM wanted w
  -- As above, the offset keeps the planner from reading all of a catalog for a few tables.
 CROSS JOIN LATERAL (SELECT * FROM pg_attribute WHERE attrelid = w.relation AND attnum > 0 AND NOT attisdropped OFFSET 0) a
  LEFT JOIN below b ON b.domain = a.atttypid
  -- Of a domain over a domain only the line to the type below both.
 CROSS JOIN LATERAL (SELECT * FROM pg_type t WHERE t.oid = coalesce(b.base, a.atttypid) AND (b.domain IS NULL OR t.typtype <> 'd') OFFSET 0) p
  LEFT JOIN LATERAL (SELECT * FROM pg_type WHERE oid = p.typelem AND p.typcategory = 'A' OFFSET 0) e ON true
  LEFT JOIN LATERAL (SELECT * FROM pg_attrdef WHERE adrelid = w.relation AND adnum = a.attnum OFFSET 0) d ON true
 ORDER BY w.nspname, w.relname, a.attnum
