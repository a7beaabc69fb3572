-- Where a sequence stands is data, and is held with the rows.
SELECT r.identity,
       jsonb_build_object(
           'type', format_type(q.seqtypid, NULL),
           'start', q.seqstart,
           'min', q.seqmin,
           'max', q.seqmax,
           'increment', q.seqincrement,
           'cache', q.seqcache,
           'cycle', q.seqcycle,
           'owned_by', (
               SELECT d.refobjid::regclass || '.' || quote_ident(a.attname)
                 FROM pg_depend d
                 JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
                  AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')),
           'persistence', CASE r.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END,
           'owner', pg_get_userbyid(r.relowner),
           'privileges', to_jsonb(ARRAY(
               SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('s', r.relowner))) a ORDER BY 1)),
           'comment', obj_description(r.oid, 'pg_class')
       ) AS facts
  FROM relation r
  JOIN pg_sequence q ON q.seqrelid = r.oid
