-- The types of a relation's rows, and of arrays of them, go by the relation's name; all others belong to none.
SELECT CASE WHEN t.typrelid >= 16384 THEN t.typrelid ELSE t.tableoid END, NULL, age(t.xmin)
  FROM pg_type t
 WHERE t.oid >= (SELECT 16384::oid)
   AND (t.typrelid >= 16384 OR t.typelem = 0 OR coalesce((SELECT e.typrelid FROM pg_type e WHERE e.oid = t.typelem), 0) = 0)
UNION ALL
SELECT t.tableoid, NULL, age(t.xmin)
  FROM pg_type t
 WHERE t.oid < (SELECT 16384::oid)
   AND age(t.xmin) <= (SELECT age(current_setting('pgconform.began')::xid))
