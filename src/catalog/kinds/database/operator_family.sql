-- where EXISTS (SELECT FROM pg_opfamily WHERE oid >= 16384 UNION ALL SELECT FROM pg_amop WHERE oid >= 16384 UNION ALL SELECT FROM pg_amproc WHERE oid >= 16384)
-- PostgreSQL's own families are listed with what was added to them. What an extension's operator
-- class brought is the extension's.
SELECT f.identity,
       o.added AS operators,
       p.added AS functions,
       CASE WHEN f.oid >= 16384 THEN pg_get_userbyid(f.opfowner) END AS owner,
       CASE WHEN f.oid >= 16384 THEN obj_description(f.oid, 'pg_opfamily') END AS comment
  FROM (SELECT f.*, s.identity || '.' || quote_ident(f.opfname) || ' using ' || m.amname AS identity
          FROM pg_opfamily f
          JOIN schema s ON s.oid = f.opfnamespace
          JOIN pg_am m ON m.oid = f.opfmethod
         WHERE (f.oid, 'pg_opfamily'::regclass) NOT IN (SELECT objid, classid FROM member)) f
  LEFT JOIN (SELECT a.amopfamily AS family, jsonb_agg(
                        a.amopstrategy || ' ' || a.amopopr::regoperator || coalesce(
                            ' for order by ' || sn.nspname || '.' || sf.opfname, '')
                        ORDER BY a.amopstrategy, a.amopopr::regoperator::text COLLATE "C") AS added
               FROM pg_amop a
               LEFT JOIN pg_opfamily sf ON sf.oid = a.amopsortfamily
               LEFT JOIN pg_namespace sn ON sn.oid = sf.opfnamespace
              WHERE a.oid >= 16384
                AND NOT EXISTS (SELECT FROM pg_depend d JOIN member e ON e.classid = d.refclassid AND e.objid = d.refobjid
                                 WHERE d.classid = 'pg_amop'::regclass AND d.objid = a.oid)
              GROUP BY a.amopfamily) o ON o.family = f.oid
  LEFT JOIN (SELECT a.amprocfamily AS family, jsonb_agg(
                        a.amprocnum || ' (' || format_type(a.amproclefttype, NULL) || ', '
                            || format_type(a.amprocrighttype, NULL) || ') ' || a.amproc::regprocedure
                        ORDER BY a.amprocnum, format_type(a.amproclefttype, NULL) COLLATE "C",
                                 format_type(a.amprocrighttype, NULL) COLLATE "C") AS added
               FROM pg_amproc a
              WHERE a.oid >= 16384
                AND NOT EXISTS (SELECT FROM pg_depend d JOIN member e ON e.classid = d.refclassid AND e.objid = d.refobjid
                                 WHERE d.classid = 'pg_amproc'::regclass AND d.objid = a.oid)
              GROUP BY a.amprocfamily) p ON p.family = f.oid
 WHERE f.oid >= 16384 OR o.added IS NOT NULL OR p.added IS NOT NULL
