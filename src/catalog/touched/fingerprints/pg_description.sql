-- What is said of a domain's constraint is told with the constraints of relations.
SELECT coalesce(CASE d.classoid
                    WHEN 'pg_class'::regclass THEN d.objoid
                    WHEN 'pg_constraint'::regclass THEN (
                        SELECT coalesce(nullif(k.conrelid, 0), d.tableoid) FROM pg_constraint k WHERE k.oid = d.objoid)
                    WHEN 'pg_trigger'::regclass THEN (SELECT g.tgrelid FROM pg_trigger g WHERE g.oid = d.objoid)
                    WHEN 'pg_rewrite'::regclass THEN (SELECT w.ev_class FROM pg_rewrite w WHERE w.oid = d.objoid)
                    WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = d.objoid)
                    WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext s WHERE s.oid = d.objoid)
                    WHEN 'pg_type'::regclass THEN (SELECT t.typrelid FROM pg_type t WHERE t.oid = d.objoid) END,
                0),
       NULL, age(d.xmin)
  FROM pg_description d
 WHERE d.objoid >= (SELECT 16384::oid)
UNION ALL
-- Of what is PostgreSQL's own, these are told.
SELECT 0, NULL, age(d.xmin)
  FROM pg_description d
 WHERE d.objoid IN (SELECT oid FROM pg_namespace WHERE oid < 16384 UNION ALL SELECT oid FROM pg_extension WHERE oid < 16384
                    UNION ALL SELECT oid FROM pg_language WHERE oid < 16384)
UNION ALL
-- What initdb has not said of the rest of it, and what is said of members of extensions, is told with the system's objects.
SELECT d.tableoid, NULL, age(d.xmin)
  FROM pg_description d
 WHERE d.objoid < 16384
   AND age(d.xmin) < (SELECT max(age(xmin)) FROM pg_database)
UNION ALL
SELECT d.tableoid, NULL, age(d.xmin)
  FROM pg_depend m
  JOIN pg_description d ON d.classoid = m.classid AND d.objoid = m.objid
 WHERE m.refclassid = 'pg_extension'::regclass AND m.deptype = 'e' AND m.objid >= 16384
