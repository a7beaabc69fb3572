-- Schemas, the system's own among them.
SELECT n.*, quote_ident(n.nspname) AS identity
  FROM pg_namespace n
 WHERE n.oid NOT IN (SELECT oid FROM hidden)
