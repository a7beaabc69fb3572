-- where r.relkind IN ('v', 'm')
-- What was said of a view's column apart from the view, whose fact `columns` names it and its type.
SELECT r.oid AS relation,
       r.identity || '.' || quote_ident(a.attname) AS identity,
       pg_get_expr(d.adbin, d.adrelid) AS "default",
       CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
           WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
       CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
       nullif(a.attstattarget, -1) AS statistics,
       ARRAY(SELECT o COLLATE "C" FROM unnest(a.attoptions) o ORDER BY 1) AS options,
       ARRAY(SELECT p::text COLLATE "C" FROM unnest(a.attacl) p ORDER BY 1) AS privileges,
       s.description AS comment
  FROM requested r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_description s ON s.objoid = r.oid AND s.classoid = 'pg_class'::regclass AND s.objsubid = a.attnum
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('v', 'm')
   AND (d.oid IS NOT NULL OR a.attstorage <> t.typstorage OR a.attcompression <> '' OR a.attstattarget <> -1
        OR a.attoptions IS NOT NULL OR a.attacl IS NOT NULL OR s.description IS NOT NULL)
