-- Whoever owns the history table ran the migrations, and owns what they made; where there is none, the database's owner
-- did. As privileges write it.
(SELECT quote_ident(pg_get_userbyid(c.relowner)) AS owner
   FROM unnest(current_setting('pgconform.schemas')::name[]) WITH ORDINALITY AS path (name, at)
   JOIN pg_namespace n ON n.nspname = path.name
   JOIN pg_class c ON c.relnamespace = n.oid
  WHERE c.relname IN (SELECT relname FROM runner_history)
  ORDER BY path.at
  LIMIT 1)
UNION ALL
SELECT quote_ident(pg_get_userbyid(datdba)) FROM pg_database WHERE datname = current_database()
