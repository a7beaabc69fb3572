-- The relations whose OIDs are in $1, each of them a `relation`; 0 among them requests domains.
SELECT c.*, c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS identity
  FROM pg_class c
 WHERE c.oid = ANY ($1)
