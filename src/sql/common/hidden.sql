-- Schemas that no migration makes: of what is too large for its row, of what is temporary, and a migration tool's own.
SELECT n.oid
  FROM pg_namespace n
 WHERE n.nspname ~ '^pg_(toast|temp)'
    OR n.nspname || '.*' IN (SELECT relname FROM history_name)
