-- The columns of each unique index of these tables, and of each exclusion constraint: its keys, and what its expressions
-- and its predicate are made of.
SELECT i.indrelid AS relation,
       NOT i.indisunique AS is_exclusion,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = i.indrelid AND a.attnum > 0
                AND (a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                     OR a.attnum IN (SELECT d.refobjsubid FROM pg_depend d
                                      WHERE i.indexprs IS NOT NULL AND d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                                        AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid))
              ORDER BY a.attnum) AS columns
  FROM pg_index i
 WHERE (i.indisunique OR i.indisexclusion)
   AND i.indrelid = ANY ($1)
 ORDER BY i.indrelid, i.indexrelid
