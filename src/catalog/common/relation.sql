-- Tables, indexes, sequences, views and composite types. The history table belongs to the runner.
SELECT c.*, c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS identity
  FROM pg_class c
 WHERE c.oid >= (SELECT 16384::oid)
   AND c.relnamespace NOT IN (SELECT oid FROM hidden)
   AND c.relname <> 'refinery_schema_history'
   AND (c.oid, 'pg_class'::regclass) NOT IN (SELECT objid, classid FROM member)
