-- The same as history_table.sql where the table does not exist, or is the caller's own and nothing hangs on it that refinery
-- does not make; no row where there may be more to say. To plan that query takes most of a small step's time.
SELECT coalesce(h.nspname, first.name)::text AS schema,
       coalesce(quote_ident(h.nspname), quote_ident(first.name)) AS quoted,
       quote_ident(pg_get_userbyid(h.relowner)) AS owner,
       obj_description(h.oid, 'pg_class') AS comment,
       array_remove(ARRAY[h.name], NULL) AS parts,
       '{}'::text[] AS damage,
       '{}'::text[] AS unreadable,
       '{}'::text[] AS unreadable_fixes,
       '{}'::text[] AS unwritable,
       '{}'::text[] AS unwritable_fixes,
       true AS is_plain
  FROM (SELECT (SELECT name FROM runner_history_path ORDER BY at LIMIT 1)) first
  LEFT JOIN (SELECT * FROM runner_history_found ORDER BY at LIMIT 1) h ON true
  LEFT JOIN pg_class c ON c.oid = h.oid
 WHERE h.oid IS NULL
    OR pg_get_userbyid(h.relowner) = current_user
   AND c.relkind = 'r'
   AND NOT c.relrowsecurity
   AND NOT c.relhassubclass
   AND NOT c.relispartition
   AND NOT c.relhasrules
   -- Those of foreign keys that reference it are among them, where they are enforced.
   AND NOT c.relhastriggers
   AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = h.oid)
   AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = h.oid AND (indexprs IS NOT NULL OR indpred IS NOT NULL))
   AND NOT EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = h.oid)
   -- Its four columns, and no other.
   AND (SELECT count(*) = 4
               AND bool_and(CASE WHEN a.attname = 'version' THEN a.atttypid = 'int8'::regtype
                                 ELSE a.attname IN ('name', 'applied_on', 'checksum')
                                      AND a.atttypid IN ('text'::regtype, 'varchar'::regtype) END
                            AND NOT a.atthasdef)
          FROM pg_attribute a
         WHERE a.attrelid = h.oid AND a.attnum > 0 AND NOT a.attisdropped)
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = h.oid AND contype NOT IN ('p', 'u', 'n', 't'))
   AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = h.oid)
