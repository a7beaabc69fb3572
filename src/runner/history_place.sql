-- The schema of the history table, or the one where it would be created, in the session's own search_path. Every name is
-- qualified, as that path may be anybody's.
SELECT s.name::pg_catalog.text
  FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS s (name, at)
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname OPERATOR(pg_catalog.=) s.name
  LEFT JOIN pg_catalog.pg_class AS c
    ON c.relnamespace OPERATOR(pg_catalog.=) n.oid AND c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name
 ORDER BY c.oid IS NULL, s.at
 LIMIT 1
