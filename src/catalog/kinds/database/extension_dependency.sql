-- where EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'x')
-- What goes with an extension that it does not belong to: ALTER ... DEPENDS ON EXTENSION.
SELECT o.type || ' ' || o.identity AS identity,
       jsonb_agg(e.extname ORDER BY e.extname) AS extensions
  FROM pg_depend d
  JOIN pg_extension e ON e.oid = d.refobjid
 CROSS JOIN pg_identify_object(d.classid, d.objid, d.objsubid) o
 WHERE d.deptype = 'x'
   AND d.refclassid = 'pg_extension'::regclass
 GROUP BY o.type, o.identity
