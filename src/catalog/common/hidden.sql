-- Schemas that no migration makes: of what is too large for its row, and of what is temporary.
SELECT n.oid
  FROM pg_namespace n
 WHERE n.nspname ~ '^pg_(toast|temp)'
