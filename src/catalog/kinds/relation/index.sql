-- where EXISTS (SELECT FROM pg_index x WHERE x.indrelid = r.oid)
SELECT t.oid AS relation,
       i.identity,
       t.identity AS "table",
       pg_get_indexdef(i.oid) AS definition,
       x.indisunique AS "unique",
       x.indisprimary AS "primary",
       x.indisexclusion AS exclusion,
       x.indimmediate AS immediate,
       x.indnullsnotdistinct AS nulls_not_distinct, -- since 15
       false AS nulls_not_distinct, -- before 15
       pg_get_expr(x.indpred, x.indrelid) AS predicate,
       x.indisvalid AS valid,
       x.indisready AS ready,
       x.indisclustered AS clustered,
       x.indisreplident AS replica_identity,
       ARRAY(
           SELECT coalesce(a.attstattarget, -1) FROM pg_attribute a WHERE a.attrelid = i.oid ORDER BY a.attnum) AS statistics,
       CASE WHEN i.reloptions IS NOT NULL THEN ARRAY(SELECT o COLLATE "C" FROM unnest(i.reloptions) o ORDER BY 1) END AS options,
       s.spcname AS tablespace,
       CASE WHEN i.relispartition THEN (SELECT p.inhparent::regclass FROM pg_inherits p WHERE p.inhrelid = i.oid)::text END AS partition_of,
       (SELECT d.description FROM pg_description d WHERE d.objoid = i.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0) AS comment
  FROM requested t
  JOIN pg_index x ON x.indrelid = t.oid
  JOIN relation i ON i.oid = x.indexrelid
  LEFT JOIN pg_tablespace s ON s.oid = i.reltablespace
