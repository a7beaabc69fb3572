-- The relations of which a part is one of these objects or may name one of them ($1 the OIDs of their catalogs, $2 theirs, $3 the
-- numbers of columns, or 0). 0 stands for what is no relation's part, the OID of pg_extension for an extension's own.
WITH RECURSIVE root AS (
    SELECT o.classid, o.objid, o.objsubid
      FROM unnest($1::oid[], $2::oid[], $3::integer[]) o (classid, objid, objsubid)
     UNION
    -- A type's name is part of the name of its arrays' type.
    SELECT d.classid, d.objid, 0
      FROM root o
     CROSS JOIN LATERAL (
         -- The planner takes the dependent for many; OFFSET 0 keeps it to the index of pg_depend.
         SELECT d.classid, d.objid FROM pg_depend d WHERE d.refclassid = o.classid AND d.refobjid = o.objid OFFSET 0) d
     WHERE o.classid = 'pg_type'::regclass AND d.classid = 'pg_type'::regclass),
dependent AS (
    SELECT o.classid, o.objid
      FROM root o
     UNION
    -- Whoever names a column depends on that column; a view may have to write all of them otherwise once there is one more.
    SELECT d.classid, d.objid
      FROM root o
     CROSS JOIN LATERAL (
         SELECT d.classid, d.objid
           FROM pg_depend d
          WHERE d.refclassid = o.classid AND d.refobjid = o.objid
            AND (o.classid <> 'pg_class'::regclass OR d.refobjsubid = o.objsubid OR d.classid = 'pg_rewrite'::regclass)
         OFFSET 0) d)
SELECT CASE o.classid
           -- An index is part of its table, and so is its TOAST table.
           WHEN 'pg_class'::regclass THEN coalesce(
               (SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = o.objid),
               (SELECT d.refobjid
                  FROM pg_depend d
                  JOIN pg_class m ON m.oid = d.refobjid AND m.reltoastrelid = o.objid
                 WHERE d.classid = o.classid AND d.objid = o.objid AND d.refclassid = o.classid AND d.deptype = 'i'),
               o.objid)
           WHEN 'pg_constraint'::regclass THEN (SELECT k.conrelid FROM pg_constraint k WHERE k.oid = o.objid)
           WHEN 'pg_attrdef'::regclass THEN (SELECT f.adrelid FROM pg_attrdef f WHERE f.oid = o.objid)
           WHEN 'pg_trigger'::regclass THEN (SELECT g.tgrelid FROM pg_trigger g WHERE g.oid = o.objid)
           WHEN 'pg_rewrite'::regclass THEN (SELECT w.ev_class FROM pg_rewrite w WHERE w.oid = o.objid)
           WHEN 'pg_policy'::regclass THEN (SELECT p.polrelid FROM pg_policy p WHERE p.oid = o.objid)
           WHEN 'pg_statistic_ext'::regclass THEN (SELECT s.stxrelid FROM pg_statistic_ext s WHERE s.oid = o.objid)
           -- The types of a relation's rows, and of arrays of them.
           WHEN 'pg_type'::regclass THEN (
               SELECT coalesce(nullif(t.typrelid, 0), e.typrelid, 0)
                 FROM pg_type t
                 LEFT JOIN pg_type e ON e.oid = t.typelem
                WHERE t.oid = o.objid)
           ELSE 0 END AS relation
  FROM dependent o
UNION
-- Labels name what they are on, and so does what goes with an extension.
SELECT 0
 WHERE EXISTS (SELECT FROM pg_seclabel)
    OR EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x')
UNION
-- A member of an extension is none of the schema's, and has its privileges told apart.
SELECT 'pg_extension'::regclass
 WHERE EXISTS (SELECT FROM pg_depend d
                WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
                  AND (d.classid, d.objid) IN (SELECT o.* FROM unnest($1::oid[], $2::oid[]) o))
