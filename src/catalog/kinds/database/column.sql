-- Columns of tables, views and composite types. Their order is a fact of what they belong to.
-- Storage is told where it is not the type's own.
SELECT r.identity || '.' || quote_ident(a.attname) AS identity,
       jsonb_build_object(
           'type', format_type(a.atttypid, a.atttypmod),
           'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
           'not_null', a.attnotnull,
           'default', CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
           'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
           'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
           'storage', CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
               WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END,
           'compression', CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
           'statistics', nullif(a.attstattarget, -1),
           'options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(a.attoptions) o ORDER BY 1)),
           'foreign_options', to_jsonb(ARRAY(SELECT o COLLATE "C" FROM unnest(a.attfdwoptions) o ORDER BY 1)),
           'inherited', nullif(a.attinhcount, 0),
           'local', CASE WHEN a.attinhcount > 0 THEN a.attislocal END,
           'privileges', to_jsonb(ARRAY(SELECT p::text COLLATE "C" FROM unnest(a.attacl) p ORDER BY 1)),
           'comment', col_description(r.oid, a.attnum)
       ) AS facts
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
