-- What is set for one table alone (fillfactor, autovacuum_enabled) is forgotten by everybody; it comes with a measurement.
SELECT 'table ' || t.shown AS object
  FROM our_table t
  JOIN pg_class c USING (oid)
  LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
 WHERE c.reloptions IS NOT NULL
    OR toast.reloptions IS NOT NULL
 UNION ALL
SELECT 'index ' || i.relname
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
 WHERE x.indrelid IN (SELECT oid FROM our_table)
   AND i.reloptions IS NOT NULL
