-- Types, the rows' of relations among them.
SELECT t.*, t.typnamespace::regnamespace || '.' || quote_ident(t.typname) AS identity
  FROM pg_type t
 WHERE t.oid >= (SELECT 16384::oid)
   AND t.typnamespace NOT IN (SELECT oid FROM hidden)
   AND (t.oid, 'pg_type'::regclass) NOT IN (SELECT objid, classid FROM member)
