-- Every relation there of that name, whoever made it.
SELECT c.oid, c.relkind, c.relowner, n.nspname, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, path.at
  FROM runner_history_path path
  JOIN pg_namespace n ON n.nspname = path.name
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname IN (SELECT relname FROM runner_history)
