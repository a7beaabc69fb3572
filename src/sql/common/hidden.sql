-- Schemas that no migration makes: of TOAST tables, of temporary tables, and a migration tool's own.
SELECT n.oid
  FROM pg_namespace n
 WHERE n.nspname ~ '^pg_(toast|temp)'
    OR n.nspname || '.*' IN (SELECT relname FROM history_name)
