-- The relations that a query cannot read without running functions of a role that is not trusted: it is planned with the
-- expressions of their indexes and statistics, which their owners chose.
SELECT c.oid
  FROM pg_class c
 WHERE c.relowner NOT IN (SELECT oid FROM trusted)
   AND (EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.oid AND (x.indexprs IS NOT NULL OR x.indpred IS NOT NULL))
        OR EXISTS (SELECT FROM pg_statistic_ext s WHERE s.stxrelid = c.oid AND s.stxexprs IS NOT NULL))
