-- What is PostgreSQL's own is not a relation of the schema. An index goes by its table's name.
SELECT c.oid,
       CASE WHEN c.relkind NOT IN ('i', 'I', 't') THEN c.relnamespace || '.' || c.relname END,
       age(c.xmin)
  FROM pg_class c
 WHERE c.oid >= (SELECT 16384::oid)
UNION ALL
SELECT c.tableoid, NULL, age(c.xmin)
  FROM pg_class c
 WHERE c.oid < (SELECT 16384::oid)
   AND age(c.xmin) <= (SELECT age(current_setting('pgconform.began')::xid))
