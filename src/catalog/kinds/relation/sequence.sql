-- where r.relkind = 'S'
-- Where a sequence stands is data, and is held with the rows.
SELECT r.oid AS relation,
       r.identity,
       format_type(q.seqtypid, NULL) AS type,
       q.seqstart AS start,
       q.seqmin AS min,
       q.seqmax AS max,
       q.seqincrement AS increment,
       q.seqcache AS cache,
       q.seqcycle AS cycle,
       (
           SELECT d.refobjid::regclass || '.' || quote_ident(a.attname)
             FROM pg_depend d
             JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid
              AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AS owned_by,
       CASE r.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS persistence,
       pg_get_userbyid(r.relowner) AS owner,
       ARRAY(
           SELECT a::text COLLATE "C" FROM unnest(coalesce(r.relacl, acldefault('s', r.relowner))) a ORDER BY 1) AS privileges,
       obj_description(r.oid, 'pg_class') AS comment
  FROM requested r
  JOIN pg_sequence q ON q.seqrelid = r.oid
