-- Every table that holds rows of its own, with its columns in ascending order; of the relations with the OIDs $1, where that is
-- not null. Values of some types are written as the names of what they point to: reg..., and types that may be made of these;
-- a large object is written as what it holds, as it has another OID each time. A virtual column holds nothing, and what it is made of
-- may be a value that it has an error for.
SELECT c.oid AS relation,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS identity,
       n.nspname AS schema,
       c.relname AS name,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v' ORDER BY a.attname::text COLLATE "C") AS columns,
       -- What returns each as its type writes it: a cast may do otherwise, and that of char(n) drops blanks. Domains may be of any type.
       ARRAY(SELECT CASE WHEN 'oid'::regtype IN (t.oid, t.typbasetype)
                         THEN format('(CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata l WHERE l.oid = %1$I)'
                                  || ' THEN ''large object '' || encode(sha256(lo_get(%1$I)), ''hex'') ELSE %1$I::text END)', a.attname)
                         WHEN t.typname = 'bpchar' OR t.typtype = 'd'
                              OR EXISTS (SELECT FROM pg_cast k
                                          WHERE k.castsource = t.oid AND k.casttarget = 'text'::regtype
                                            AND k.castmethod = 'f' AND k.oid >= 16384)
                         THEN format('(CASE pg_catalog.num_nulls(%1$I) WHEN 0 THEN pg_catalog.format(''%%s'', %1$I) END)', a.attname)
                         ELSE format('%I::text', a.attname) END
                FROM pg_attribute a
                JOIN pg_type t ON t.oid = a.atttypid
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v' ORDER BY a.attname::text COLLATE "C") AS values,
       EXISTS (SELECT FROM pg_attribute a
                 JOIN pg_type t ON t.oid = a.atttypid
                 LEFT JOIN pg_type e ON e.oid = t.typelem
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> 'v'
                  AND (t.typtype IN ('c', 'd', 'r', 'm') OR t.typname ~ '^_?(reg|oid$)' OR e.typtype IN ('c', 'd', 'r', 'm'))) AS names_others
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'r'
   AND c.oid = ANY (coalesce($1::oid[], ARRAY(SELECT oid FROM pg_class WHERE oid >= (SELECT 16384::oid))))
   AND c.oid >= (SELECT 16384::oid)
   AND c.relpersistence <> 't'
   AND c.relname NOT IN (SELECT relname FROM history_name)
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
