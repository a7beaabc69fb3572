-- The relations of which a part depends on these relations, however far away: the text of a foreign key names columns of
-- another table, that of a view whatever it reads. 0 stands for what is no relation's part.
WITH RECURSIVE dependent AS (
    SELECT 'pg_class'::regclass::oid AS classid, o.relation AS objid
      FROM unnest($1::oid[]) o (relation)
     UNION
    -- The planner takes the dependent for many; OFFSET 0 keeps it to the index of pg_depend.
    SELECT d.classid, d.objid
      FROM dependent o
     CROSS JOIN LATERAL (
         SELECT d.classid, d.objid FROM pg_depend d WHERE d.refclassid = o.classid AND d.refobjid = o.objid OFFSET 0) d)
SELECT CASE o.classid
           WHEN 'pg_class'::regclass THEN coalesce((SELECT x.indrelid FROM pg_index x WHERE x.indexrelid = o.objid), o.objid)
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
-- Labels name what they are on, and so does what goes with an extension; a member of one has its privileges told apart.
SELECT 0
 WHERE EXISTS (SELECT FROM pg_seclabel)
    OR EXISTS (SELECT FROM pg_depend d
                WHERE d.refclassid = 'pg_extension'::regclass
                  AND (d.deptype = 'x' OR d.classid = 'pg_class'::regclass AND d.objid = ANY ($1)))
