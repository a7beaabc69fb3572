-- may hold secrets: foreign_options
-- Columns of tables and composite types. Their order is a fact of what they belong to.
-- Storage is told where it is not the type's own.
SELECT r.oid AS relation,
       r.identity || '.' || quote_ident(a.attname) AS identity,
       format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS "collation",
       a.attnotnull AS not_null,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS generated,
       CASE WHEN a.attgenerated = 'v' THEN true END AS virtual, -- since 18
       CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
       CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
           WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
       nullif(a.attstattarget, -1) AS statistics,
       CASE WHEN a.attoptions IS NOT NULL THEN ARRAY(SELECT o COLLATE "C" FROM unnest(a.attoptions) o ORDER BY 1) END AS options,
       CASE WHEN a.attfdwoptions IS NOT NULL THEN ARRAY(SELECT o COLLATE "C" FROM unnest(a.attfdwoptions) o ORDER BY 1) END AS foreign_options,
       nullif(a.attinhcount, 0) AS inherited,
       CASE WHEN a.attinhcount > 0 THEN a.attislocal END AS local,
       CASE WHEN a.attacl IS NOT NULL THEN ARRAY(SELECT p::text COLLATE "C" FROM unnest(a.attacl) p ORDER BY 1) END AS privileges,
       (SELECT d.description FROM pg_description d WHERE d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum) AS comment
  FROM requested r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attrelid >= (SELECT 16384::oid) AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p', 'f', 'c')
