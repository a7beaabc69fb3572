-- The relations that $1 asks for by their numbers, which are those of a `relation`; 0 among them asks for domains.
SELECT c.*, c.relnamespace::regnamespace || '.' || quote_ident(c.relname) AS identity
  FROM pg_class c
 WHERE c.oid = ANY ($1)
