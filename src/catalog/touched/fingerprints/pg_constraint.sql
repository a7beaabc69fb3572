-- A domain's belong to no relation.
SELECT CASE WHEN k.contypid = 0 THEN k.conrelid ELSE k.tableoid END, NULL, age(k.xmin)
  FROM pg_constraint k
 WHERE k.oid >= (SELECT 16384::oid)
